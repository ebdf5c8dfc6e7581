import { Secret, UNKNOWN, type PropertyMap } from "../../protocol/values";
import { checkProviderConfig, checkStrictMode, diffProviderConfig, parseProviderConfig } from "./config";
import { createProvider } from "./provider";

const none = {};

test("arguments, as JSON text or values, take precedence over the environment", () => {
  const environment = { PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE: "true", PULUMI_K8S_DELETE_UNREACHABLE: "true" };
  expect(
    parseProviderConfig({ enableConfigMapMutable: "false", kubeconfig: new Secret("a: b\n") }, environment),
  ).toMatchObject({
    enableConfigMapMutable: false,
    deleteUnreachable: true,
    enableSecretMutable: false,
    kubeconfig: "a: b\n",
    unknown: false,
  });
  expect(parseProviderConfig({ enableSecretMutable: true, namespace: "n" }, none)).toMatchObject({
    enableSecretMutable: true,
    namespace: "n",
  });
});

test("accepts a kubeconfig as a value and a client timeout in seconds", () => {
  const kubeconfig = { clusters: [], contexts: [] };
  expect(parseProviderConfig({ kubeconfig }, none).kubeconfig).toBe(JSON.stringify(kubeconfig));
  expect(parseProviderConfig({ kubeClientSettings: '{"timeout":5}' }, none).requestTimeout).toBe(5000);
});

test("strict mode allows only providers with a kubeconfig and a context", () => {
  const strict = { strictMode: "true" };
  expect(checkStrictMode({}, "default_4_34_2", strict)).toEqual([
    { property: "", reason: "strict mode prohibits default provider" },
    { property: "kubeconfig", reason: 'strict mode requires Provider "kubeconfig" argument' },
    { property: "context", reason: 'strict mode requires Provider "context" argument' },
  ]);
  expect(checkStrictMode({ kubeconfig: "k" }, "mine", strict).map(({ property }) => property)).toEqual([
    "context",
  ]);
  expect(checkStrictMode({ kubeconfig: UNKNOWN, context: "c" }, "mine", strict)).toEqual([]);
  expect(checkStrictMode({ strictMode: "false" }, "default", strict)).toEqual([]);
  expect(checkStrictMode({}, "default", {})).toEqual([]);
});

test("strict mode of the stack's configuration holds for every provider of the package", async () => {
  const host = { rootDirectory: "/", log: () => undefined, packageConfig: { strictMode: "true" } };
  const provider = createProvider(host);
  const identity = { urn: "urn:p", name: "mine", type: "pulumi:providers:kubernetes" };
  const request = { ...identity, news: { kubeconfig: "k" }, randomSeed: new Uint8Array(4) };
  expect((await provider.checkConfig(request)).failures).toEqual([
    { property: "context", reason: 'strict mode requires Provider "context" argument' },
  ]);
  await provider.close();
});

test("unknown values mean that there is no cluster yet", () => {
  expect(parseProviderConfig({ kubeconfig: new Secret(UNKNOWN) }, none).unknown).toBe(true);
});

test("reports all failures at once", () => {
  const failures = checkProviderConfig({
    kubeconfg: "x",
    enableConfigMapMutable: "maybe",
    namespace: 3,
    enableServerSideApply: "false",
    renderYamlToDirectory: "out",
    version: "4.34.2",
    __internal: {},
  });
  expect(failures.map(({ property }) => property).sort()).toEqual([
    "enableConfigMapMutable",
    "enableServerSideApply",
    "kubeconfg",
    "namespace",
    "renderYamlToDirectory",
  ]);
  expect(checkProviderConfig({ kubeconfig: new Secret("x"), enableServerSideApply: "true" })).toEqual([]);
});

const kubeconfig = (server: string, token = "t") =>
  JSON.stringify({
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });

test.each<[string, PropertyMap, PropertyMap, string, string[]]>([
  ["nothing", { kubeconfig: kubeconfig("https://a") }, { kubeconfig: kubeconfig("https://a") }, "none", []],
  [
    "another token",
    { kubeconfig: kubeconfig("https://a") },
    { kubeconfig: kubeconfig("https://a", "n") },
    "some",
    [],
  ],
  [
    "another server",
    { kubeconfig: kubeconfig("https://a") },
    { kubeconfig: kubeconfig("https://b") },
    "some",
    ["kubeconfig"],
  ],
  ["another namespace", { namespace: "a" }, { namespace: "b" }, "some", []],
  ["another plugin version", { version: "4.34.1" }, { version: "4.34.2" }, "none", []],
  [
    "another server of the same cluster",
    { clusterIdentifier: "one", kubeconfig: kubeconfig("https://a") },
    { clusterIdentifier: "one", kubeconfig: kubeconfig("https://b") },
    "some",
    [],
  ],
  [
    "another cluster",
    { clusterIdentifier: "one" },
    { clusterIdentifier: "two" },
    "some",
    ["clusterIdentifier"],
  ],
  ["an unknown kubeconfig", { kubeconfig: kubeconfig("https://a") }, { kubeconfig: UNKNOWN }, "some", []],
])("a change of configuration, %s", (_, olds, news, changes, replaces) => {
  expect(diffProviderConfig(olds, news)).toMatchObject({ changes, replaces });
});
