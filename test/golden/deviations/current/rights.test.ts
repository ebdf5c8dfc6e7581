import * as fc from "fast-check";
import { rightsOf, rightText } from "./rights";
import { keptRights, narrowedRights } from "./omittedRules";

const texts = (rules: Parameters<typeof rightsOf>[0], resources?: Record<string, string[]>) =>
  rightsOf(rules, resources).map(rightText);

test("rights are single ones, each once", () => {
  expect(
    texts([
      { apiGroups: ["", "apps"], resources: ["pods"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["pods", "secrets"], verbs: ["get"], resourceNames: ["a", "b"] },
      { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
    ]),
  ).toEqual([
    "/pods:get",
    "/pods:list",
    "apps/pods:get",
    "apps/pods:list",
    "/pods:get a",
    "/pods:get b",
    "/secrets:get a",
    "/secrets:get b",
  ]);
});

test("a * stands for the resources of a group that are known, and else for itself", () => {
  const rule = { apiGroups: ["a", "b"], resources: ["*"], verbs: ["list"] };
  expect(texts([rule], { a: ["xs", "ys"] })).toEqual(["a/xs:list", "a/ys:list", "b/*:list"]);
});

test("rules of single rights give the same rights", () => {
  const words = (...choice: string[]) => fc.uniqueArray(fc.constantFrom(...choice), { minLength: 1 });
  const rule = fc.record(
    {
      apiGroups: words("", "apps", "networking.istio.io"),
      resources: words("pods", "secrets", "gateways/status"),
      verbs: words("get", "list", "watch", "*"),
      resourceNames: words("a", "b"),
    },
    { requiredKeys: ["apiGroups", "resources", "verbs"] },
  );
  fc.assert(
    fc.property(fc.array(rule), (rules) => {
      const rights = rightsOf(rules);
      const single = rights.map(({ group, resource, verb, name }) => ({
        apiGroups: [group],
        resources: [resource],
        verbs: [verb],
        ...(name !== undefined && { resourceNames: [name] }),
      }));
      expect(rightsOf(single)).toEqual(rights);
    }),
  );
});

test("what is left of a right is itself, nothing, or the right to objects of some names", () => {
  const [group, resource, verb] = ["", "configmaps", "update"];
  expect(keptRights("ClusterRole", { group, resource, verb: "list" })).toEqual([
    { group, resource, verb: "list" },
  ]);
  expect(keptRights("ClusterRole", { group, resource, verb: "get" })).toEqual([]);
  expect(keptRights("ClusterRole", { group, resource, verb }).map(({ name }) => name)).toEqual(
    narrowedRights.find(({ right }) => right === "/configmaps:update")!.names,
  );
});
