import { readStackFile } from "../tools/stackFile";
import { clusterConfig } from "./clusterConfig";
import { parseStackConfig } from "./config";
import { ConfigError } from "./problems";

const problems = (cluster: object, rest: object = {}): string => {
  try {
    parseStackConfig({ cluster: { driver: "k3s", ...cluster }, ...rest });
    return "";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split("\n").slice(1, -1).join("\n").trim();
  }
};
const current = { mesh: { generation: "current" } };

test("the release fits the mesh, and what the stack opens is published", () => {
  const classic = clusterConfig(parseStackConfig({ cluster: { driver: "k3s" } }));
  expect(classic).toMatchObject({ driver: "k3s", version: "v1.21.14-k3s1", servers: 1, agents: 0 });
  expect(classic).toMatchObject({
    nodePorts: [
      { port: 32000, for: "the ingress (mesh.ingress.httpNodePort)" },
      { port: 30001, for: "zipkin (addons.zipkin.nodePort)" },
      { port: 30002, for: "grafana (addons.grafana.nodePort)" },
    ],
  });
  const newer = clusterConfig(parseStackConfig({ cluster: { driver: "k3s" }, ...current }));
  expect(newer).toMatchObject({ version: "v1.33.5-k3s1" });
});

test.each<[string, object, object, string]>([
  ["two servers", { servers: 2 }, {}, "cluster.servers: found 2; allowed: 1, or 3 (with embedded etcd)"],
  [
    "a version that is none",
    { version: "1.33" },
    {},
    'cluster.version: found "1.33"; allowed: a release of k3s as the tag of its image, such as v1.33.5-k3s1',
  ],
  [
    "a new k3s for the classic mesh",
    { version: "v1.22.0-k3s1" },
    {},
    'cluster.version: found "v1.22.0-k3s1"; allowed: a release of k3s 1.21 or older, which Istio 0.2 needs, such as v1.21.14-k3s1',
  ],
  [
    "an old k3s for the current mesh",
    { version: "v1.31.9-k3s1" },
    current,
    'cluster.version: found "v1.31.9-k3s1"; allowed: a release of k3s 1.32 or newer, which Istio 1.31 needs, such as v1.33.5-k3s1',
  ],
  [
    "three servers without addresses that stay",
    { servers: 3 },
    {},
    "cluster.subnet: found nothing; allowed: a range such as 172.30.0.0/24: with 3 servers each needs an address that stays",
  ],
  [
    "too few addresses",
    { subnet: "172.30.0.0/28" },
    {},
    'cluster.subnet: found "172.30.0.0/28"; allowed: a /24 or more, such as 172.30.0.0/24: each node has an address of its own in it',
  ],
  [
    "an engine elsewhere that publishes on its own loopback",
    { docker: { host: "ssh://me@builder" } },
    {},
    "cluster.address: found \"127.0.0.1\"; allowed: an address of the engine's host that is reached from here, or 0.0.0.0: 127.0.0.1 is that host's own",
  ],
  [
    "a capability that is none",
    { capabilities: ["NET_ADMN"] },
    {},
    expect.stringMatching(/^cluster.capabilities\[0\]: found "NET_ADMN"; .*did you mean NET_ADMIN/) as never,
  ],
  [
    "a password that is no text, which is not shown",
    { registries: { credentials: { "mirror.example": { password: 12345 } } } },
    {},
    'cluster.registries.credentials.mirror.example.password: found "number (not shown)"; allowed: text that is not empty',
  ],
  [
    "a registry with a scheme",
    { registries: { mirrors: { "https://docker.io": { endpoints: ["https://m"] } } } },
    {},
    expect.stringContaining("cluster.registries.mirrors") as never,
  ],
])("%s is refused, and the message says what is allowed", (_, cluster, rest, message) => {
  expect(problems(cluster, rest)).toEqual(message);
});

test.each(["k3s", "k3s-tls"])("stack %s is right", (stack) => {
  expect(readStackFile(stack).cluster.driver).toBe("k3s");
});
