import type Dockerode from "dockerode";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { parse } from "yaml";
import { ApiClient, type Collection } from "../../lib/clients/kubernetes/apiClient";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { at, nameOf, textAt } from "../../lib/clients/kubernetes/object";
import { until } from "../../lib/until";
import { Checkout, type StackSettings, operation } from "../e2e/checkout";
import { expectStackCommands } from "../e2e/stackCommands";
import { freePort } from "../kubernetes/cluster";
import { DockerDaemon } from "./daemon";
import { loadK3s } from "./k3sImage";
import { pidsOf, freeNodePorts } from "./k3sMachine";

const NODES: Collection = { path: "/api/v1/nodes", apiVersion: "v1", kind: "Node" };
const NAMESPACES: Collection = { path: "/api/v1/namespaces", apiVersion: "v1", kind: "Namespace" };
const inMesh = (path: string, apiVersion: string, kind: string): Collection => ({
  path: `${path}/namespaces/istio-system/${kind.toLowerCase()}s`,
  apiVersion,
  kind,
});
const DEPLOYMENTS = inMesh("/apis/apps/v1", "apps/v1", "Deployment");
const CONFIG_MAPS = inMesh("/api/v1", "v1", "ConfigMap");
const SERVICES = inMesh("/api/v1", "v1", "Service");

/**
 * The life cycle of a stack on k3s, on a real Docker daemon with the fake of k3s. Each test continues where the
 * previous one ends.
 */
describe("the environment on k3s", () => {
  const checkout = new Checkout();
  let daemon: DockerDaemon;
  let api: ApiClient;
  let ports: { ingress: number; zipkin: number; grafana: number; other: number };

  const configure = (change: (config: StackSettings) => void) => checkout.configure("k3s", change);
  const cluster = (change: Record<string, unknown>) =>
    configure((config) => Object.assign(config["meshstack:cluster"]!, change));
  const up = (...args: string[]) => checkout.pulumi(...operation("up", "k3s"), ...args);
  const failingUp = async () =>
    (await checkout.run("runtime/engine/bin/pulumi", operation("up", "k3s"), [1, 255])).stdout;
  /** The errors of resources at the end of an output, with their detail lines. */
  const errorsOf = (stdout: string): string[] =>
    stdout
      .slice(stdout.indexOf("Diagnostics:"))
      .split(/^ +(?=error: )/m)
      .slice(1)
      .filter((text) => !text.startsWith("error: update failed"));
  /** The counts of the summary, such as `{created: 1, unchanged: 100}`. */
  const counts = (stdout: string): Record<string, number> =>
    Object.fromEntries(
      [...stdout.matchAll(/^ +(?:[-+~]+ ?)?(?:\d+ changes\. )?(\d+) (\w+)$/gm)].map((m) => [
        m[2]!,
        Number(m[1]),
      ]),
    );
  const container = (node: string): Dockerode.Container =>
    daemon.client.getContainer(`meshstack-k3s-${node}`);
  const idOf = async (node: string) => (await container(node).inspect()).Id;
  const nodes = async () => (await api.list(NODES)).items.map(nameOf).sort();
  const uidOf = async (namespace: string) => textAt(await api.get(NAMESPACES, namespace), "metadata", "uid");
  const onDaemon = async () => {
    const { client } = daemon;
    const [containers, networks, volumes] = await Promise.all([
      client.listContainers({ all: true }),
      client.listNetworks(),
      client.listVolumes(),
    ]);
    return {
      containers: containers.map(({ Names }) => Names[0]).sort(),
      networks: networks.map(({ Name }) => Name).sort(),
      volumes: (volumes.Volumes ?? []).map(({ Name }) => Name).sort(),
    };
  };
  const ready = () =>
    until(async () => (await api.list(DEPLOYMENTS).catch(() => undefined))?.items.length || undefined, {
      timeoutMs: 120_000,
    });

  beforeAll(async () => {
    daemon = await DockerDaemon.start();
    const image = await loadK3s(daemon.client);
    await checkout.pulumi("stack", "init", "k3s");
    const [ingress, zipkin, grafana, other] = await freeNodePorts(4);
    ports = { ingress: ingress!, zipkin: zipkin!, grafana: grafana!, other: other! };
    const apiPort = await freePort();
    cluster({ image, apiPort, agents: 1, capabilities: ["NET_ADMIN"], docker: { host: daemon.host } });
    configure((config) => {
      config["meshstack:mesh"] = { tls: false, ingress: { httpNodePort: ports.ingress } };
      config["meshstack:addons"] = {
        zipkin: { nodePort: ports.zipkin },
        grafana: { nodePort: ports.grafana },
      } as never;
    });
  });
  afterAll(async () => {
    api?.close();
    await checkout.remove("k3s");
    await daemon?.stop();
  });

  test("up ends with its addresses, and every node and Deployment is ready", async () => {
    const { stdout } = await up();
    expect(stdout).toContain(`productpage   : "http://127.0.0.1:${ports.ingress}/productpage"`);
    const path = (await checkout.pulumi("stack", "output", "kubeconfigPath", "-s", "k3s")).stdout.trim();
    api = new ApiClient(resolveConnection({ kubeconfig: readFileSync(path, "utf8") }), { backOff: [] });
    expect(await nodes()).toEqual(["agent-0", "server-0"]);
    const deployments = (await api.list(DEPLOYMENTS)).items;
    expect(deployments.length).toBeGreaterThan(7);
    for (const deployment of deployments)
      expect([nameOf(deployment), at(deployment, "status", "readyReplicas")]).toEqual([
        nameOf(deployment),
        1,
      ]);
  });

  test("outputs the kubeconfig's path and the pages, which status and verify use", () =>
    expectStackCommands(checkout, "k3s", {
      outputs: {
        kubeconfigPath: expect.stringMatching(/^\//),
        productpage: `http://127.0.0.1:${ports.ingress}/productpage`,
        zipkin: `http://127.0.0.1:${ports.zipkin}`,
        grafana: `http://127.0.0.1:${ports.grafana}/dashboard/db/istio-dashboard`,
      },
    }));

  test("prints no secret of the cluster and stores none in plain text in the state", async () => {
    const { Config } = await container("server-0").inspect();
    const tokens = Config.Env.filter((line) => /^K3S_.*TOKEN=/.test(line)).map((line) => line.split("=")[1]!);
    expect(tokens).toHaveLength(2);
    const state = readFileSync(checkout.stateFile("k3s"), "utf8");
    for (const token of tokens) expect(state).not.toContain(token);
    expect(state).not.toContain("PRIVATE KEY");
  });

  test("a second up changes nothing", async () => {
    const { stdout } = await up("--expect-no-changes");
    expect(counts(stdout)).toEqual({ unchanged: expect.any(Number) });
  });

  test("adds and removes agents and keeps everything else", async () => {
    const before = await Promise.all(["server-0", "agent-0"].map(idOf));
    cluster({ agents: 3 });
    await up();
    expect(await nodes()).toEqual(["agent-0", "agent-1", "agent-2", "server-0"]);
    cluster({ agents: 1 });
    await up();
    expect(await nodes()).toEqual(["agent-0", "server-0"]);
    expect(await Promise.all(["server-0", "agent-0"].map(idOf))).toEqual(before);
    const { containers, volumes } = await onDaemon();
    expect(containers).toEqual(["/meshstack-k3s-agent-0", "/meshstack-k3s-server-0"]);
    expect(volumes.filter((name) => /agent-[12]/.test(name))).toEqual([]);
    expect(counts((await up("--expect-no-changes")).stdout)).toEqual({ unchanged: expect.any(Number) });
  });

  test("switching tls changes the mesh, not the cluster", async () => {
    configure((config) => Object.assign(config["meshstack:mesh"]!, { tls: true }));
    expect(counts((await up()).stdout)).toEqual({ updated: 2, unchanged: expect.any(Number) });
    const mesh = parse(textAt(await api.get(CONFIG_MAPS, "istio"), "data", "mesh")!) as {
      authPolicy: string;
    };
    expect(mesh.authPolicy).toBe("MUTUAL_TLS");
  });

  test("another NodePort drains and replaces only the server's container and keeps its data", async () => {
    const [uid, server, agent] = [await uidOf("istio-system"), await idOf("server-0"), await idOf("agent-0")];
    configure((config) => Object.assign(config["meshstack:addons"]!, { zipkin: { nodePort: ports.other } }));
    await up();
    expect(await uidOf("istio-system")).toBe(uid);
    expect(await idOf("server-0")).not.toBe(server);
    expect(await idOf("agent-0")).toBe(agent);
    expect(at(await api.get(SERVICES, "zipkin"), "spec", "ports", 0, "nodePort")).toBe(ports.other);
    const { HostConfig } = await container("server-0").inspect();
    const bindings = HostConfig.PortBindings as Record<string, unknown>;
    expect(Object.keys(bindings)).toContain(`${ports.other}/tcp`);
    expect(Object.keys(bindings)).not.toContain(`${ports.zipkin}/tcp`);
    expect((await api.list(NODES)).items.map((node) => at(node, "spec", "unschedulable"))).toEqual([
      undefined,
      undefined,
    ]);
    expect(counts((await up("--expect-no-changes")).stdout)).toEqual({ unchanged: expect.any(Number) });
  });

  test("a server whose process is killed starts again with its data", async () => {
    const uid = await uidOf("istio-system");
    const started = (await container("server-0").inspect()).State.StartedAt;
    for (const pid of pidsOf("k3s", "server")) process.kill(pid, "SIGKILL");
    const again = await until(
      async () => {
        const { State } = await container("server-0").inspect();
        return State.Running && State.StartedAt !== started ? true : undefined;
      },
      { timeoutMs: 30_000 },
    );
    expect(again).toBe(true);
    await ready();
    expect(await uidOf("istio-system")).toBe(uid);
    expect(counts((await up("--expect-no-changes")).stdout)).toEqual({ unchanged: expect.any(Number) });
  });

  test("the next up creates removed or stopped containers again, with their data", async () => {
    const [uid, agent] = [await uidOf("istio-system"), await idOf("agent-0")];
    await container("server-0").remove({ force: true, v: true });
    await container("agent-0").stop();
    const { stdout } = await up();
    expect(stdout).toContain("the container meshstack-k3s-server-0 no longer runs: it is created again");
    expect(await uidOf("istio-system")).toBe(uid);
    expect(await nodes()).toEqual(["agent-0", "server-0"]);
    expect(await idOf("agent-0")).not.toBe(agent);
    expect(counts((await up("--expect-no-changes")).stdout)).toEqual({ unchanged: expect.any(Number) });
  });

  test("a port in use causes one message, and the next up continues", async () => {
    const holder: Server = createServer();
    await new Promise<void>((listening) => holder.listen(ports.zipkin, "127.0.0.1", listening));
    configure((config) => Object.assign(config["meshstack:addons"]!, { zipkin: { nodePort: ports.zipkin } }));
    const errors = errorsOf(await failingUp());
    await new Promise((closed) => holder.close(closed));
    expect(errors).toEqual([expect.stringContaining(`${ports.zipkin}`)]);
    await up();
    expect(at(await api.get(SERVICES, "zipkin"), "spec", "ports", 0, "nodePort")).toBe(ports.zipkin);
  });

  test("after a restart of the daemon during an up, the next up continues", async () => {
    cluster({ agents: 2 });
    const running = checkout.start(...operation("up", "k3s"));
    await running.says(/agent-1/);
    await daemon.restart();
    await running.ended;
    await ready();
    await up();
    expect(await nodes()).toEqual(["agent-0", "agent-1", "server-0"]);
    expect(counts((await up("--expect-no-changes")).stdout)).toEqual({ unchanged: expect.any(Number) });
  });

  test("destroy removes all containers, networks and volumes", async () => {
    await checkout.pulumi(...operation("destroy", "k3s"));
    expect(await onDaemon()).toEqual({ containers: [], networks: ["bridge", "host", "none"], volumes: [] });
  });
});
