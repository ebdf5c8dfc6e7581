import * as fc from "fast-check";
import { rightsOf, rightText } from "./rights";
import { keptRights, restrictedRights } from "./omittedRules";

const texts = (rules: Parameters<typeof rightsOf>[0], resources?: Record<string, string[]>) =>
  rightsOf(rules, resources).map(rightText);

test("expands rules to single rights without duplicates", () => {
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

test("expands * to the known resources of a group", () => {
  const rule = { apiGroups: ["a", "b"], resources: ["*"], verbs: ["list"] };
  expect(texts([rule], { a: ["xs", "ys"] })).toEqual(["a/xs:list", "a/ys:list", "b/*:list"]);
});

test("rules of single rights have the same rights", () => {
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

test("keeps, omits or restricts a right", () => {
  const [group, resource, verb] = ["", "configmaps", "update"];
  expect(keptRights("ClusterRole", { group, resource, verb: "list" })).toEqual([
    { group, resource, verb: "list" },
  ]);
  expect(keptRights("ClusterRole", { group, resource, verb: "get" })).toEqual([]);
  expect(keptRights("ClusterRole", { group, resource, verb }).map(({ name }) => name)).toEqual(
    restrictedRights.find(({ right }) => right === "/configmaps:update")!.names,
  );
});
