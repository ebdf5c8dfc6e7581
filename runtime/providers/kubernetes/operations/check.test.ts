import { Secret, UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { createProvider } from "../provider";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const log: string[] = [];
const provider = createProvider({ rootDirectory: "/", log: (_, message) => log.push(message) });
beforeAll(() => provider.configure({ args: { kubeconfig: "/nonexistent", namespace: "web" } }));
afterAll(() => provider.close());

const check = (type: string, news: PropertyMap, olds?: PropertyMap) =>
  provider.check({ urn: "urn:u", name: "Thing", type, news, olds, randomSeed: new Uint8Array(4) });

test("fills in type, name and namespace", async () => {
  const { inputs, failures } = await check(CONFIG_MAP, { data: { a: "1" } });
  expect(failures).toEqual([]);
  expect(inputs).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    data: { a: "1" },
    metadata: {
      name: expect.stringMatching(/^thing-[0-9a-f]{8}$/),
      namespace: "web",
      annotations: { "pulumi.com/autonamed": "true" },
    },
  });
});

test("observes the stack's autonaming for new objects, and keeps an earlier name", async () => {
  expect(provider.supportsAutonaming).toBe(true);
  const named = async (mode: "propose" | "disable", olds?: PropertyMap) => {
    const autonaming = { proposedName: mode === "disable" ? "" : "dev-Thing", mode };
    const request = { urn: "urn:u", name: "Thing", type: CONFIG_MAP, news: {}, olds, autonaming };
    return (await provider.check({ ...request, randomSeed: new Uint8Array(4) })).inputs;
  };
  const first = await named("propose");
  expect(first.metadata).toMatchObject({ name: "dev-Thing" });
  const old = { metadata: { name: "old", annotations: { "pulumi.com/autonamed": "true" } } };
  for (const mode of ["propose", "disable"] as const)
    expect((await named(mode, old)).metadata).toMatchObject({ name: "old" });
  await expect(named("disable")).rejects.toThrow(
    "autonaming is disabled, resource requires the .metadata.name field to be set",
  );
});

test("sets no namespace for cluster-scoped kinds; custom kinds keep the scope in the state", async () => {
  const namespaceOf = async (type: string, news: PropertyMap, olds?: PropertyMap) =>
    ((await check(type, { metadata: { name: "n" }, ...news }, olds)).inputs.metadata as PropertyMap)
      .namespace;
  expect(await namespaceOf("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", {})).toBeUndefined();
  const rule = "kubernetes:rec.example.com/v1:RouteRule";
  expect(await namespaceOf(rule, {}, { metadata: { name: "n" } })).toBeUndefined();
  expect(await namespaceOf(rule, {}, { metadata: { name: "n", namespace: "x" } })).toBe("web");
  expect(await namespaceOf(CONFIG_MAP, { metadata: { name: "n", namespace: UNKNOWN } })).toBe(UNKNOWN);
});

test("hides a secret that contradicts the type", async () => {
  const { failures } = await check(CONFIG_MAP, { kind: new Secret("hush") });
  const reason = 'is [secret]; the resource\'s type says "ConfigMap"';
  expect(failures).toEqual([{ property: "kind", reason }]);
});

test("keeps secrets secret", async () => {
  const { inputs } = await check(CONFIG_MAP, {
    metadata: { name: "n" },
    data: { a: new Secret("x"), b: "y" },
  });
  expect(inputs.data).toEqual({ a: new Secret("x"), b: "y" });
});

test.each<[string, PropertyMap, string]>([
  ["another kind", { kind: "Secret" }, "kind"],
  ["another version", { apiVersion: "v2" }, "apiVersion"],
  ["metadata of another type", { metadata: "x" }, "metadata"],
  ["a name that is a number", { metadata: { name: 7 } }, "metadata.name"],
  [
    "an annotation that is a boolean",
    { metadata: { annotations: { "a.b/c": true } } },
    'metadata.annotations["a.b/c"]',
  ],
])("reports %s for its property", async (_, news, property) => {
  expect((await check(CONFIG_MAP, news)).failures).toEqual([{ property, reason: expect.any(String) }]);
});

test("rejects unsupported types", async () => {
  await expect(check("kubernetes:helm.sh/v3:Release", {})).rejects.toThrow(/not supported/);
});
