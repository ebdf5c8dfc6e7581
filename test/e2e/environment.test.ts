import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Checkout, type StackSettings } from "./checkout";
import { type Cluster, clusterOf } from "./cluster";
import { filesBelow } from "./leftovers";
import { expectStackCommands } from "./stackCommands";

/** A user's commands on the environment, in order, on a real API server: each test continues after the previous one. */
describe("the environment of stack dev", () => {
  const checkout = new Checkout();
  let cluster: Cluster;

  afterAll(() => checkout.remove("dev"));

  const make = (target: string, args = "") => checkout.run("make", ["-s", target, `ARGS=${args}`]);
  const configure = (change: (config: StackSettings) => void) => checkout.configure("dev", change);
  /** The counts of the summary: `{created: 1, updated: 2, unchanged: 100}`. */
  const counts = (stdout: string): Record<string, number> =>
    Object.fromEntries(
      [...stdout.matchAll(/^ +(?:[-+~]+ ?)?(?:\d+ changes\. )?(\d+) (\w+)$/gm)].map((m) => [
        m[2]!,
        Number(m[1]),
      ]),
    );

  test("make up creates it and prints no address that does not answer", async () => {
    const { stdout, stderr } = await make("up");
    expect(stderr).toContain("Engine: embedded");
    expect(stderr).toMatch(/Try next:\n {2}make status /);
    expect(stdout).toMatch(/kubeconfigPath: "/);
    expect(stdout).toContain(
      'pages         : "The nodes are simulated. Pages require real nodes (stack live)."',
    );
    expect(stdout).not.toContain("http://");
    cluster = await clusterOf(checkout, "dev");
  });

  test("its outputs are the kubeconfig's path and that pages require real nodes, and status and verify use them", () =>
    expectStackCommands(checkout, "dev", {
      outputs: {
        kubeconfigPath: join(cluster.dataDirectory, "kubeconfig"),
        pages: "The nodes are simulated. Pages require real nodes (stack live).",
      },
    }));

  test("every Deployment is ready", async () => {
    const deployments = await cluster.list("deployments.apps");
    expect(deployments.map((d) => d.metadata.name).sort()).toEqual([
      "details-v1",
      "grafana",
      "istio-ca",
      "istio-egress",
      "istio-ingress",
      "istio-mixer",
      "istio-pilot",
      "productpage-v1",
      "prometheus",
      "ratings-v1",
      "reviews-v1",
      "reviews-v2",
      "reviews-v3",
      "servicegraph",
      "zipkin",
    ]);
    for (const { metadata, status } of deployments)
      expect([metadata.name, status.readyReplicas]).toEqual([metadata.name, 1]);
  });

  test.each<[string, string, string[]]>([
    ["istio-ingress", "NodePort", ["80:32000/TCP", "443:*/TCP"]],
    ["istio-mixer", "ClusterIP", ["9091/TCP", "9093/TCP", "9094/TCP", "9102/TCP", "9125/UDP", "42422/TCP"]],
    ["istio-pilot", "ClusterIP", ["8080/TCP", "443/TCP"]],
    ["zipkin", "NodePort", ["9411:30001/TCP"]],
    ["grafana", "NodePort", ["3000:30002/TCP"]],
  ])("Service %s is a %s with the document's ports", async (name, type, ports) => {
    const service = await cluster.get("services", name, "istio-system");
    const found = (service.spec.ports as { port: number; nodePort?: number; protocol: string }[]).map(
      ({ port, nodePort, protocol }) =>
        `${port}${nodePort === undefined ? "" : `:${port === 443 ? "*" : nodePort}`}/${protocol}`,
    );
    expect({ type: service.spec.type, ports: found.sort() }).toEqual({ type, ports: [...ports].sort() });
  });

  test("application pods have a sidecar and its init container, and run", async () => {
    const pods = (await cluster.list("pods")).filter((pod) => pod.metadata.namespace === "default");
    expect(pods).toHaveLength(6);
    for (const { metadata, spec, status } of pods) {
      const names = (list: { name: string }[]) => list.map((c) => c.name);
      expect(names(spec.containers)).toEqual([metadata.labels.app, "istio-proxy"]);
      expect(names(spec.initContainers)).toEqual(["istio-init"]);
      expect(status.phase).toBe("Running");
    }
  });

  test("make status finds everything ready", async () => {
    const { stdout } = await make("status");
    expect(stdout).toMatch(/istio-system +istio-pilot +1\/1/);
    expect(stdout).toMatch(/istio-ingress +NodePort +80:32000/);
  });

  test("a command without STACK uses the stack that is up", async () => {
    const { stdout, stderr } = await checkout.run("make", ["-s", "status"], [0], { STACK: undefined });
    expect(stdout).toMatch(/^Stack dev: the cluster answers at /);
    expect(stderr).toBe("");
  });

  test("a second up changes nothing", async () => {
    const before = await cluster.versions();
    const { stdout } = await make("up", "--expect-no-changes");
    expect(counts(stdout)).toEqual({ unchanged: expect.any(Number) });
    expect(await cluster.versions()).toEqual(before);
  });

  test("a change of tls updates the mesh config and restarts only what depends on it", async () => {
    const before = await cluster.generations();
    configure((config) => Object.assign(config["meshstack:mesh"]!, { tls: true }));
    const { stdout } = await make("up");
    expect(counts(stdout)).toEqual({ updated: 2, unchanged: expect.any(Number) });
    const after = await cluster.generations();
    const changed = Object.keys(after).filter((object) => after[object] !== before[object]);
    expect(changed.sort()).toEqual(["ConfigMap istio-system/istio", "Deployment istio-system/istio-pilot"]);
    const config = await cluster.get("configmaps", "istio", "istio-system");
    expect(parse(config.data.mesh as string)).toMatchObject({ authPolicy: "MUTUAL_TLS" });
  });

  test("adding and removing reviews-default creates and deletes exactly one object", async () => {
    configure((config) => Object.assign(config, { "meshstack:routes": ["reviews-default"] }));
    expect(counts((await make("up")).stdout)).toEqual({ created: 1, unchanged: expect.any(Number) });
    expect(
      (await cluster.get("routerules.config.istio.io", "reviews-default", "default")).spec.destination,
    ).toEqual({
      name: "reviews",
    });
    configure((config) => Object.assign(config, { "meshstack:routes": [] }));
    expect(counts((await make("up")).stdout)).toEqual({ deleted: 1, unchanged: expect.any(Number) });
    expect(await cluster.list("routerules.config.istio.io")).toEqual([]);
  });

  test("a wrong configuration changes nothing, and reports all errors", async () => {
    const before = await cluster.versions();
    configure((config) => Object.assign(config["meshstack:mesh"]!, { tls: "yes", ingres: {} }));
    const { stdout, stderr } = await checkout.run("make", ["-s", "up"], [2]);
    const text = stdout + stderr;
    expect(text).toContain('mesh.tls: found "yes"; expected true or false, without quotes.');
    expect(text).toContain("mesh.ingres: found an unknown key; expected one of");
    expect(await cluster.versions()).toEqual(before);
    configure((config) => {
      delete config["meshstack:mesh"]!.ingres;
      config["meshstack:mesh"]!.tls = true;
    });
  });

  test("after a crash of the cluster the next up starts it again with its data", async () => {
    const uid = (await cluster.get("namespaces", "istio-system")).metadata.uid;
    cluster.kill();
    await make("up");
    expect((await cluster.get("namespaces", "istio-system")).metadata.uid).toBe(uid);
  });

  test("make destroy leaves no process, port or file", async () => {
    const { pids, dataDirectory, port } = cluster;
    expect(pids().length).toBeGreaterThan(3);
    await make("destroy");
    expect(pids()).toEqual([]);
    expect(await cluster.accepts(port)).toBe(false);
    expect(existsSync(dataDirectory)).toBe(false);
    expect(filesBelow(join(checkout.home, "state"))).toEqual([]);
    const { stdout } = await checkout.pulumi("stack", "export", "-s", "dev");
    expect(
      (JSON.parse(stdout) as { deployment: { resources?: unknown[] } }).deployment.resources ?? [],
    ).toEqual([]);
  });
});
