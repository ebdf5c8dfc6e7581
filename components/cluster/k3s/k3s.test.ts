import { createPrivateKey, createPublicKey } from "node:crypto";
import { execFileSync } from "node:child_process";
import { parse } from "yaml";
import { authorityFiles } from "./authorityFiles";
import { agentCommand, secureToken, serverCommand } from "./commandLine";
import { k3sArgs, type K3sClusterConfig, publishedHost, remoteHost } from "./config";
import { preflightRequirements } from "./preflight";
import { registryFiles } from "./registryFiles";

const settings = (config: Omit<K3sClusterConfig, "driver"> = {}) =>
  k3sArgs.parse({ driver: "k3s", ...config });

describe("the command line of a server", () => {
  test("the only server uses SQLite and disables k3s's packaged components", () => {
    expect(serverCommand(0, settings(), ["127.0.0.1"])).toEqual([
      "server",
      "--node-name=server-0",
      "--tls-san=server-0",
      "--tls-san=127.0.0.1",
      "--disable=traefik",
      "--disable=servicelb",
      "--disable=metrics-server",
      "--cluster-cidr=10.42.0.0/16",
      "--service-cidr=10.43.0.0/16",
    ]);
  });

  test("the first of three servers starts a cluster that the others join", () => {
    const config = settings({ servers: 3, components: { traefik: true } });
    const [first, second] = [0, 1].map((i) => serverCommand(i, config, ["a", "a"], `172.30.0.1${i}`));
    expect(first).toEqual(
      expect.arrayContaining([
        "--cluster-init",
        "--node-ip=172.30.0.10",
        "--tls-san=server-2",
        "--tls-san=a",
      ]),
    );
    expect(second).toContain("--server=https://server-0:6443");
    expect(second).not.toContain("--cluster-init");
    for (const command of [first!, second!]) {
      expect(command).not.toContain("--disable=traefik");
      expect(command.filter((arg) => arg === "--tls-san=a")).toHaveLength(1);
    }
  });

  test("further arguments come last, so that they override others", () => {
    const command = serverCommand(
      0,
      settings({ podCIDR: "10.1.0.0/16", serverArgs: ["--kubelet-arg=v=1"] }),
      [],
    );
    expect(command.slice(-3)).toEqual([
      "--cluster-cidr=10.1.0.0/16",
      "--service-cidr=10.43.0.0/16",
      "--kubelet-arg=v=1",
    ]);
    expect(agentCommand(2, { agentArgs: ["--node-label=a=b"] })).toEqual([
      "agent",
      "--node-name=agent-2",
      "--server=https://server-0:6443",
      "--node-label=a=b",
    ]);
  });
});

describe("the authorities", () => {
  const key = execFileSync(
    "openssl",
    ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const names = ["ca", "front-proxy-ca", "etcd-server-ca", "etcd-peer-ca"];
  const files = {
    "sa.key": key,
    ...Object.fromEntries(
      names.flatMap((name) => [
        [`${name}.crt`, name],
        [`${name}.key`, key],
      ]),
    ),
  };

  test("are in k3s's folder, each with the key of the same name", () => {
    const tls = "/var/lib/rancher/k3s/server/tls";
    const placed = authorityFiles(files);
    expect(Object.keys(placed).sort()).toEqual(
      [
        ...["server-ca", "client-ca", "request-header-ca", "etcd/server-ca", "etcd/peer-ca"].flatMap(
          (name) => [`${tls}/${name}.crt`, `${tls}/${name}.key`],
        ),
        `${tls}/service.key`,
      ].sort(),
    );
    expect(placed[`${tls}/client-ca.crt`]).toBe("ca");
    expect(placed[`${tls}/etcd/peer-ca.crt`]).toBe("etcd-peer-ca");
  });

  test("keys keep their value in the form from which Kubernetes extracts public keys", () => {
    const service = authorityFiles(files)["/var/lib/rancher/k3s/server/tls/service.key"]!;
    expect(service).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
    const publicPart = (pem: string) =>
      createPublicKey(createPrivateKey(pem)).export({ type: "spki", format: "pem" });
    expect(publicPart(service)).toBe(publicPart(key));
  });

  test("rejects credentials without one of them", () => {
    expect(() => authorityFiles({ "sa.key": key })).toThrow("the cluster's credentials have no file ca.crt");
  });
});

describe("registries.yaml", () => {
  test("is absent without registries", () => {
    expect(registryFiles({})).toEqual({});
    expect(registryFiles({ mirrors: {}, credentials: {} })).toEqual({});
  });

  test("contains mirrors and credentials in k3s's format, and certificates in separate files", () => {
    const files = registryFiles({
      mirrors: {
        "docker.io": { endpoints: ["https://mirror:5000"], rewrites: { "^rancher/(.*)": "r/$1" } },
        "*": { endpoints: ["http://all"] },
      },
      credentials: {
        "mirror:5000": { username: "me", password: "s", ca: "PEM", insecureSkipVerify: false },
        "docker.io": { token: "t" },
      },
    });
    const { "/etc/rancher/k3s/registries.yaml": text, ...others } = files;
    expect(others).toEqual({ "/etc/rancher/k3s/registries/mirror_5000/ca.crt": "PEM" });
    expect(parse(text!)).toEqual({
      mirrors: {
        "docker.io": { endpoint: ["https://mirror:5000"], rewrite: { "^rancher/(.*)": "r/$1" } },
        "*": { endpoint: ["http://all"] },
      },
      configs: {
        "mirror:5000": {
          auth: { username: "me", password: "s" },
          tls: {
            ca_file: "/etc/rancher/k3s/registries/mirror_5000/ca.crt",
            insecure_skip_verify: false,
          },
        },
        "docker.io": { auth: { token: "t" } },
      },
    });
  });
});

test("a token contains the SHA-256 of the authority's PEM", () => {
  const sum = execFileSync("sha256sum", { input: "PEM\n", encoding: "utf8" }).split(" ")[0];
  expect(secureToken("node", "secret", "PEM\n")).toBe(`K10${sum}::node:secret`);
});

test.each([
  [undefined, undefined],
  ["unix:///var/run/docker.sock", undefined],
  ["tcp://10.0.0.5:2376", "10.0.0.5"],
  ["ssh://me@builder.example:22", "builder.example"],
  ["tcp://[fd00::1]:2376", "fd00::1"],
])("the daemon at %s is on the host %s", (url, host) => {
  expect(remoteHost(url)).toBe(host);
});

test.each([
  [{}, undefined, "127.0.0.1"],
  [{ address: "0.0.0.0" }, undefined, "127.0.0.1"],
  [{ address: "192.168.1.5" }, undefined, "192.168.1.5"],
  [{ address: "0.0.0.0" }, "ssh://builder", "builder"],
  [{ host: "k3s.example" }, "ssh://builder", "k3s.example"],
])("with %j and the daemon at %s, NodePorts answer at %s", (config, daemonUrl, host) => {
  expect(publishedHost(settings(config), daemonUrl)).toBe(host);
});

test("requires the kernel modules of nodes, and free names and ports, on the Docker host", () => {
  const { kernelModules, containers, ports } = preflightRequirements(settings({ agents: 1 }), "demo");
  expect(kernelModules).toContainEqual({ anyOf: ["xt_owner"], for: expect.any(String) });
  expect(containers).toEqual(["demo-server-0", "demo-agent-0"]);
  expect(ports).toEqual([{ port: 6443, for: "the API server (cluster.apiPort)" }]);
});
