import { readStackFile } from "../../tools/stackFile";
import { clusterConfig } from "../clusterConfig";
import { ConfigError, parseStackConfig } from "./parse";

const problems = (cluster: object, rest: object = {}): string => {
  try {
    parseStackConfig({ cluster: { driver: "k3s", ...cluster }, ...rest });
    return "";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split("\n").slice(1, -1).join("\n").trim();
  }
};
const current = { mesh: { version: "1.31.4" } };

test("selects the release by the mesh, and publishes the NodePorts of the stack", () => {
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
  ["two servers", { servers: 2 }, {}, "cluster.servers: found 2; expected 1 or 3."],
  [
    "an invalid version",
    { version: "1.33" },
    {},
    'cluster.version: found "1.33"; expected a k3s release in the form of its image tag, such as v1.33.5-k3s1.',
  ],
  [
    "a new k3s for the classic mesh",
    { version: "v1.22.0-k3s1" },
    {},
    'cluster.version: found "v1.22.0-k3s1"; expected a k3s release of Kubernetes 1.21 or older, such as v1.21.14-k3s1. Istio 0.2 requires it.',
  ],
  [
    "an old k3s for the current mesh",
    { version: "v1.31.9-k3s1" },
    current,
    'cluster.version: found "v1.31.9-k3s1"; expected a k3s release of Kubernetes 1.32 or newer, such as v1.33.5-k3s1. Istio 1.31 requires it.',
  ],
  [
    "three servers without fixed addresses",
    { servers: 3 },
    {},
    "cluster.subnet: found nothing; expected an IPv4 range, such as 172.30.0.0/24. Each of 3 servers requires a fixed address.",
  ],
  [
    "a small range of addresses",
    { subnet: "172.30.0.0/28" },
    {},
    'cluster.subnet: found "172.30.0.0/28"; expected a range of at least /24, such as 172.30.0.0/24. Each node requires a fixed address.',
  ],
  [
    "a remote Docker host that publishes on its loopback address",
    { docker: { host: "ssh://me@builder" } },
    {},
    'cluster.address: found "127.0.0.1"; expected an address at which this machine reaches the Docker host, or 0.0.0.0. A loopback address is reachable only on the Docker host itself.',
  ],
  [
    "an unknown capability",
    { capabilities: ["NET_ADMN"] },
    {},
    expect.stringMatching(
      /^cluster.capabilities\[0\]: found "NET_ADMN"; .*Did you mean NET_ADMIN\?/,
    ) as never,
  ],
  [
    "a password that is not a string, without showing it",
    { registries: { credentials: { "mirror.example": { password: 12345 } } } },
    {},
    'cluster.registries.credentials.mirror.example.password: found "number (not shown)"; expected a non-empty string.',
  ],
  [
    "a registry with a scheme",
    { registries: { mirrors: { "https://docker.io": { endpoints: ["https://m"] } } } },
    {},
    expect.stringContaining("cluster.registries.mirrors") as never,
  ],
])("rejects %s", (_, cluster, rest, message) => {
  expect(problems(cluster, rest)).toEqual(message);
});

test.each(["k3s", "k3s-tls"])("the stack file of %s is valid", (stack) => {
  expect(readStackFile(stack).cluster.driver).toBe("k3s");
});
