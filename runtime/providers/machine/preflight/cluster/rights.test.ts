import fc from "fast-check";
import { describeRights, type Right, rightsFor, rightsOfRule } from "./rights";

const pluralOf = (_: string, kind: string) => (kind === "Unknown" ? undefined : `${kind.toLowerCase()}s`);

test("a Deployment requires the rights to create, change, delete and await it, and to read its pods", () => {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", namespace: "web", name: "shop" };
  expect(describeRights(rightsFor([deployment, { ...deployment, name: "other" }], pluralOf))).toEqual([
    "get, create, patch, delete, list, watch deployments.apps in web",
    "list, watch persistentvolumeclaims, pods, replicasets.apps in web",
  ]);
});

test("an unsupported kind requires no right: its own check reports it", () => {
  expect(rightsFor([{ apiVersion: "v1", kind: "Unknown", name: "x" }], pluralOf)).toEqual([]);
});

test("expands a rule of a role into a right for each verb, resource, name and path", () => {
  const rule = {
    apiGroups: ["", "apps"],
    resources: ["pods/log"],
    resourceNames: ["a", "b"],
    nonResourceURLs: ["/metrics"],
    verbs: ["get"],
  };
  expect(describeRights(rightsOfRule(rule))).toEqual([
    "get /metrics",
    "get pods/log.apps/a, pods/log.apps/b, pods/log/a, pods/log/b in the whole cluster",
  ]);
});

test("grouping neither loses nor adds a right", () => {
  const right: fc.Arbitrary<Right> = fc.record({
    verb: fc.constantFrom("get", "list", "create"),
    group: fc.constantFrom("", "apps"),
    resource: fc.constantFrom("pods", "services", "deployments"),
    namespace: fc.constantFrom("one", "two"),
  });
  const readable = ({ verb, group, resource, namespace }: Right) =>
    `${verb} ${resource}${group === "" ? "" : `.${group}`} ${namespace}`;
  const spread = (line: string) => {
    const [, verbs = "", resources = "", namespace = ""] = /^((?:\w+, )*\w+) (.*) in (\w+)$/.exec(line)!;
    return verbs
      .split(", ")
      .flatMap((verb) => resources.split(", ").map((resource) => `${verb} ${resource} ${namespace}`));
  };
  fc.assert(
    fc.property(fc.array(right, { maxLength: 12 }), (rights) => {
      const said = describeRights(rights).flatMap(spread);
      expect([...said].sort()).toEqual([...new Set(rights.map(readable))].sort());
    }),
  );
});
