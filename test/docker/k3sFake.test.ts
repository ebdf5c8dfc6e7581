import type Dockerode from "dockerode";
import { X509Certificate } from "node:crypto";
import { PassThrough } from "node:stream";
import { connect } from "node:tls";
import { pack } from "tar-stream";
import { Agent, request } from "undici";
import { agentCommand, secureToken, serverCommand } from "../../components/cluster/k3s/commandLine";
import { authorityFiles, ETCD_AUTHORITIES } from "../../components/cluster/k3s/authorityFiles";
import { k3sArgs, type K3sClusterConfig } from "../../components/cluster/k3s/config";
import { registryFiles } from "../../components/cluster/k3s/registryFiles";
import { ApiClient } from "../../lib/clients/kubernetes/apiClient";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { mapsAt, nameOf, textAt } from "../../lib/clients/kubernetes/object";
import { createTestPki } from "../support/testPki";
import { adminKubeconfig } from "../../runtime/providers/machine/clusterCredentials";
import { until } from "../../lib/until";
import { freePort } from "../kubernetes/cluster";
import { DockerDaemon } from "./daemon";
import { loadK3s } from "./k3sImage";

const k3sSettings = (config: Omit<K3sClusterConfig, "driver"> = {}) =>
  k3sArgs.parse({ driver: "k3s", ...config });

/**
 * Checks that the fake fulfils the k3s contract that the driver relies on (docs/k3s.md), with the driver's arguments
 * and files, in containers without capabilities.
 */
describe("the fake of k3s", () => {
  const PASSWORDS = { K3S_TOKEN: "servers-only", K3S_AGENT_TOKEN: "agents-only" };
  const NODES = { path: "/api/v1/nodes", apiVersion: "v1", kind: "Node" };
  const NAMESPACES = { path: "/api/v1/namespaces", apiVersion: "v1", kind: "Namespace" };
  let daemon: DockerDaemon;
  let image: string;
  let network: Dockerode.Network;
  let port: number;
  let pki: Record<string, string>;
  let api: ApiClient;
  let server: Dockerode.Container;

  interface Run {
    name: string;
    command: string[];
    env?: Record<string, string>;
    files?: Record<string, string>;
    ports?: Record<string, number>;
    volumes?: string[];
  }

  /** Creates and starts a container as the driver does. */
  async function run({ name, command, env = {}, files = {}, ports = {}, volumes = [] }: Run) {
    const container = await daemon.client.createContainer({
      name,
      Image: image,
      Hostname: name,
      Cmd: command,
      Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
      ExposedPorts: Object.fromEntries(Object.keys(ports).map((inside) => [`${inside}/tcp`, {}])),
      HostConfig: {
        CapDrop: ["ALL"],
        NetworkMode: network.id,
        Tmpfs: { "/run": "", "/var/run": "" },
        Binds: volumes,
        PortBindings: Object.fromEntries(
          Object.entries(ports).map(([inside, outside]) => [
            `${inside}/tcp`,
            [{ HostIp: "127.0.0.1", HostPort: String(outside) }],
          ]),
        ),
      },
      NetworkingConfig: { EndpointsConfig: { [network.id]: { Aliases: [name] } } },
    });
    const archive = pack();
    for (const [path, content] of Object.entries(files))
      archive.entry({ name: path.slice(1), mode: 0o600 }, content);
    archive.finalize();
    await container.putArchive(archive.pipe(new PassThrough()), { path: "/" });
    await container.start();
    return container;
  }

  const startServer = (more: string[] = [], files = authorityFiles(pki)) =>
    run({
      name: "server-0",
      command: [...serverCommand(0, k3sSettings(), ["k3s.example"]), ...more],
      env: PASSWORDS,
      files: {
        ...files,
        ...registryFiles({
          mirrors: { "docker.io": { endpoints: ["https://mirror.example"] } },
          credentials: { "mirror.example": { username: "me", password: "secret", ca: pki["ca.crt"] } },
        }),
      },
      ports: { 6443: port },
      volumes: ["server-data:/var/lib/rancher/k3s", "server-identity:/etc/rancher/node"],
    });
  const startAgent = (name: string, token: string, volume = `${name}-identity`) =>
    run({
      name,
      command: agentCommand(0, {}).map((arg) => arg.replace("agent-0", name)),
      env: { K3S_TOKEN: token },
      volumes: [`${volume}:/etc/rancher/node`],
    });

  const logOf = async (container: Dockerode.Container) =>
    (await container.logs({ stdout: true, stderr: true })).toString("utf8");
  const says = (container: Dockerode.Container, text: string) =>
    until(async () => ((await logOf(container)).includes(text) ? true : undefined), { timeoutMs: 30_000 });
  const nodes = async () => (await api.list(NODES)).items;
  const ready = (name: string) =>
    until(
      async () =>
        (await nodes().catch(() => [])).find(
          (node) =>
            nameOf(node) === name &&
            mapsAt(node, "status", "conditions").some((c) => c.type === "Ready" && c.status === "True"),
        ),
      { timeoutMs: 60_000 },
    );
  /** Runs a container that ends by itself. @returns its exit code and last line, which can start with Docker's frame header */
  async function outcomeOf(command: string[], env = {}, files = {}): Promise<string> {
    const container = await run({ name: "short-lived", command, env, files });
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    const lines = (await logOf(container)).trim().split("\n");
    await container.remove({ v: true });
    return `${StatusCode}: ${lines.at(-1)!.replace(/^.*?k3s: /, "")}`;
  }
  async function execute(container: Dockerode.Container, command: string[]): Promise<number | null> {
    const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    stream.resume();
    await new Promise((end) => stream.on("end", end));
    return (await exec.inspect()).ExitCode;
  }

  beforeAll(async () => {
    daemon = await DockerDaemon.start();
    image = await loadK3s(daemon.client);
    network = await daemon.client.createNetwork({ Name: "k3s" });
    port = await freePort();
    pki = await createTestPki({
      serviceIPs: ["10.43.0.1"],
      furtherAuthorities: [...ETCD_AUTHORITIES],
    });
    const kubeconfig = adminKubeconfig(pki, { server: `https://127.0.0.1:${port}`, clusterName: "test" });
    api = new ApiClient(resolveConnection({ kubeconfig }), { backOff: [] });
  });
  afterAll(async () => {
    api?.close();
    await daemon?.stop();
  });

  test("a server uses the given authorities, so that a kubeconfig created in advance has administrator rights", async () => {
    server = await startServer();
    expect(await ready("server-0")).toBeDefined();
    await api.apply(
      NAMESPACES,
      "kept",
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "kept" } },
      { fieldManager: "test" },
    );
  });

  test("the server's certificate contains the names of --tls-san", async () => {
    const socket = connect({ host: "127.0.0.1", port, ca: pki["ca.crt"]!, servername: "k3s.example" });
    await new Promise((done, failed) => socket.once("secureConnect", done).once("error", failed));
    const certificate = new X509Certificate(socket.getPeerCertificate().raw);
    socket.destroy();
    expect(certificate.checkHost("server-0")).toBe("server-0");
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.checkHost("other.example")).toBeUndefined();
  });

  test("rejects requests without a certificate, but serves the authority's certificate", async () => {
    const dispatcher = new Agent({ connect: { ca: pki["ca.crt"]! } });
    const get = async (path: string) => {
      const { statusCode, body } = await request(`https://127.0.0.1:${port}${path}`, { dispatcher });
      return { statusCode, text: await body.text() };
    };
    expect((await get("/api")).statusCode).toBe(401);
    expect(await get("/cacerts")).toEqual({ statusCode: 200, text: pki["ca.crt"] });
    expect((await get("/v1-k3s/server-bootstrap")).statusCode).toBe(401);
    await dispatcher.close();
  });

  test("a node's health check reports its Ready condition", async () => {
    const check = (node: string) => [
      ...["k3s", "kubectl", "wait", "--for=condition=Ready", `node/${node}`, "--timeout=5s"],
    ];
    expect(await execute(server, check("server-0"))).toBe(0);
    expect(await execute(server, check("other"))).not.toBe(0);
  });

  test("an agent joins with the secure form of the agent token and uses the API as its node", async () => {
    const agent = await startAgent("agent-0", secureToken("node", "agents-only", pki["ca.crt"]!));
    const node = await ready("agent-0");
    expect(node).toBeDefined();
    const labels = node!.metadata as { labels: Record<string, string> };
    expect(Object.keys(labels.labels)).not.toContain("node-role.kubernetes.io/control-plane");
    const kubectl = ["k3s", "kubectl", "--kubeconfig=/var/lib/rancher/k3s/agent/kubelet.kubeconfig"];
    const wait = ["wait", "--for=condition=Ready", "node/agent-0", "--timeout=5s"];
    expect(await execute(agent, [...kubectl, ...wait])).toBe(0);
    expect(await execute(agent, [...kubectl, "get", "secrets", "-A"])).toBe(1);
  });

  test.each([
    ["another token", () => "wrong", "401 Unauthorized: the token is not this cluster's"],
    [
      "a token of another cluster",
      () => secureToken("node", "agents-only", "another"),
      "token CA hash does not match the Cluster CA certificate hash",
    ],
  ])("an agent with %s does not join and reports the cause", async (_, token, message) => {
    const agent = await startAgent("stranger", token());
    expect(await says(agent, message)).toBe(true);
    expect((await nodes()).map(nameOf)).not.toContain("stranger");
    await agent.remove({ force: true, v: true });
  });

  test("a node's name stays reserved until its Node object is deleted", async () => {
    await daemon.client.getContainer("agent-0").remove({ force: true, v: true });
    const impostor = await startAgent("agent-0", "agents-only", "another-identity");
    expect(await says(impostor, "unable to verify password for node agent-0")).toBe(true);
    await impostor.remove({ force: true, v: true });
    const again = await startAgent("agent-0", "agents-only");
    expect(await says(again, "joined https://server-0:6443 as agent-0")).toBe(true);
    await again.remove({ force: true, v: true });
    await api.delete(NODES, "agent-0", { propagationPolicy: "Background" });
    const other = await startAgent("agent-0", "agents-only", "another-identity");
    expect(await ready("agent-0")).toBeDefined();
    await other.remove({ force: true, v: true });
  });

  test("a second server joins only with the server token and gets the first server's authorities", async () => {
    const second = (token: string) => ({
      name: "server-1",
      command: serverCommand(1, k3sSettings({ servers: 3 }), []),
      env: { K3S_TOKEN: token },
    });
    const refusedOne = await run(second("agents-only"));
    expect(((await refusedOne.wait()) as { StatusCode: number }).StatusCode).toBe(1);
    expect(await logOf(refusedOne)).toContain("401 Unauthorized");
    await refusedOne.remove({ v: true });
    const joined = await run(second("servers-only"));
    const node = await ready("server-1");
    expect(textAt(node, "metadata", "labels", "node-role.kubernetes.io/control-plane")).toBe("true");
    await joined.remove({ force: true, v: true });
  });

  test("SIGTERM stops it in order, and another container continues with its data", async () => {
    const before = textAt(await api.get(NAMESPACES, "kept"), "metadata", "uid");
    await server.stop({ t: 10 });
    expect((await server.inspect()).State.ExitCode).toBe(0);
    await server.remove({ v: true });
    server = await startServer();
    expect(await ready("server-0")).toBeDefined();
    expect(textAt(await api.get(NAMESPACES, "kept"), "metadata", "uid")).toBe(before);
  });

  test("prints its version as k3s does", async () => {
    expect(await outcomeOf(["--version"])).toMatch(/^0: .*k3s version v1\.33\.\d+\+fake$/s);
  });

  test("rejects what k3s rejects", async () => {
    expect(await outcomeOf(["server", "--no-such-flag"])).toBe(
      "1: fatal: flag provided but not defined: -no-such-flag",
    );
    expect(await outcomeOf(["agent", "--server=https://server-0:6443"])).toBe(
      "1: fatal: --token: token must not be empty",
    );
    expect(await outcomeOf(["server", "--disable=nonsense"])).toMatch(
      /--disable: found nonsense; expected one of coredns/,
    );
    const registries = { "/etc/rancher/k3s/registries.yaml": "mirror: {}\n" };
    expect(await outcomeOf(["server"], {}, registries)).toMatch(/registries.yaml: .*unknown field "mirror"/);
    const incomplete = { "/var/lib/rancher/k3s/server/tls/server-ca.crt": pki["ca.crt"]! };
    expect(await outcomeOf(["server"], {}, incomplete)).toMatch(
      /found 1 of .*server-ca.crt .*; expected both/,
    );
  });

  test("fails with a service account key in a form that Kubernetes cannot read", async () => {
    const files = { ...authorityFiles(pki), "/var/lib/rancher/k3s/server/tls/service.key": pki["sa.key"]! };
    expect(await outcomeOf(["server"], {}, files)).toMatch(/kube-apiserver ended 3 times in a row/);
  });
});
