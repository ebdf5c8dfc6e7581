import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { kubernetesBinary, startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";
import { Checkout, operation } from "./checkout";
import type { Kubectl } from "./cluster";
import { created, wanted } from "./objects";
import { expectStackCommands } from "./stackCommands";

describeCluster("a stack on a cluster that exists", () => {
  const checkout = new Checkout();
  checkout.env.MESHSTACK_TAKE_OVER_LOCKS = "true"; // As `make` sets it.
  const [kubeconfig, administrator] = ["kubeconfig", "administrator"].map((name) =>
    join(checkout.home, name),
  ) as [string, string];
  let cluster: TestCluster;
  let before: string[];

  beforeAll(async () => {
    cluster = await startCluster();
    writeFileSync(administrator, cluster.kubeconfig, { mode: 0o600 });
    writeFileSync(kubeconfig, withCurrentContext(cluster.kubeconfig, "elsewhere"), { mode: 0o600 });
    before = await objects();
    checkout.configure("there", (config) => (config["meshstack:cluster"] = CLUSTER), "dev");
    await checkout.pulumi("stack", "init", "there");
  });
  afterAll(async () => {
    await checkout.remove();
    await cluster?.stop();
  });

  const PAGES = {
    productpage: "http://127.0.0.1:32000/productpage",
    zipkin: "http://127.0.0.1:30001",
    grafana: "http://127.0.0.1:30002/dashboard/db/istio-dashboard",
  };
  const CLUSTER = { driver: "existing", kubeconfigPath: kubeconfig, context: "test" };
  const kubectl: Kubectl = async (...args) =>
    (await checkout.run(kubernetesBinary()!, ["kubectl", "--kubeconfig", administrator, ...args])).stdout;
  const makeKubectl = async (...args: string[]) =>
    (await checkout.run("make", ["-s", "kubectl", "STACK=there", `ARGS=${args.join(" ")}`])).stdout.trim();
  /** All objects on the cluster that an environment could have caused, of any creator. */
  const objects = async () =>
    (
      await kubectl(
        "get",
        "ns,crd,clusterroles,clusterrolebindings,svc,cm,sa,deploy,rs,po,ing,node",
        "-A",
        "-o",
        "name",
      )
    )
      .trim()
      .split("\n")
      .sort();

  test("with a kubeconfig's path: creates the environment, and starts no process", async () => {
    await checkout.pulumi(...operation("up", "there"));
    expect(await created(kubectl)).toEqual(await wanted(checkout, "dev"));
    expect(checkout.processes()).toEqual([]);
  });

  test("its outputs are the kubeconfig's path and the pages, and status and verify use them", () =>
    expectStackCommands(checkout, "there", { outputs: { kubeconfigPath: kubeconfig, ...PAGES } }));

  test("make kubectl uses the context of the stack file, not the current one", async () => {
    expect(await makeKubectl("config", "current-context")).toBe("elsewhere");
    expect(await makeKubectl("get", "namespaces", "-o", "name")).toContain("namespace/istio-system");
  });

  test("with a kubeconfig's content as a secret in the stack file: the same cluster, and no changes", async () => {
    checkout.configure("there", (config) => (config["meshstack:cluster"] = { driver: "existing" }));
    const path = ["--secret", "--path", "cluster.kubeconfig", cluster.kubeconfig];
    await checkout.pulumi("config", "set", "-s", "there", ...path);
    const { stdout } = await checkout.pulumi(...operation("up", "there"), "--expect-no-changes");
    const key = /client-key-data: (\S+)/.exec(cluster.kubeconfig)![1]!;
    expect(stdout).not.toContain(key);
    const { stdout: state } = await checkout.pulumi("stack", "export", "-s", "there");
    expect(state).not.toContain(key);
  });

  test("without a kubeconfig's path, status, verify and kubectl use the content", async () => {
    checkout.env.TMPDIR = join(checkout.home, "tmp");
    mkdirSync(checkout.env.TMPDIR);
    await expectStackCommands(checkout, "there", { outputs: PAGES });
    expect(await makeKubectl("get", "namespaces", "-o", "name")).toContain("namespace/istio-system");
    expect(readdirSync(checkout.env.TMPDIR).filter((name) => name.startsWith("meshstack-"))).toEqual([]);
  });

  test("without pages and so without outputs, status reports the cluster", async () => {
    const [addons, sample] = [["zipkin", "grafana", "prometheus", "servicegraph"], { enabled: false }];
    checkout.configure("there", (config) =>
      Object.assign(config, {
        "meshstack:addons": Object.fromEntries(addons.map((name) => [name, { enabled: false }])),
        "meshstack:bookinfo": sample,
      }),
    );
    await checkout.pulumi(...operation("up", "there"));
    expect(JSON.parse((await checkout.pulumi("stack", "output", "--json", "-s", "there")).stdout)).toEqual(
      {},
    );
    const { stdout } = await checkout.run("make", ["-s", "status", "STACK=there"]);
    expect(stdout).toMatch(/^Stack there: the cluster answers at https:/);
    expect(stdout).toMatch(/^istio-system +istio-pilot +1\/1$/m);
  });

  test("destroy, also after a kill, removes only what the stack created", async () => {
    const destroy = checkout.start(...operation("destroy", "there"));
    await destroy.says(/Deployment \S+ deleted/);
    await destroy.kill();
    await checkout.settled();
    await checkout.pulumi(...operation("destroy", "there"));
    expect(await created(kubectl)).toEqual([]);
    expect(await objects()).toEqual(before);
  });
});

/** A kubeconfig whose current context is another one, at which no cluster answers. */
function withCurrentContext(kubeconfig: string, name: string): string {
  const config = parse(kubeconfig) as Record<"clusters" | "contexts", object[]>;
  const server = "https://127.0.0.1:1";
  return stringify({
    ...config,
    clusters: [...config.clusters, { name, cluster: { server } }],
    contexts: [...config.contexts, { name, context: { cluster: name } }],
    "current-context": name,
  });
}
