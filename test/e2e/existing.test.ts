import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesBinary, startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";
import { Checkout, operation } from "./checkout";
import type { Kubectl } from "./cluster";
import { made, wanted } from "./objects";
import { expectStackCommands } from "./stackCommands";

describeCluster("a stack on a cluster that exists", () => {
  const checkout = new Checkout();
  checkout.env.MESHSTACK_TAKE_OVER_LOCKS = "true"; // As `make` sets it.
  const kubeconfig = join(checkout.home, "kubeconfig");
  let cluster: TestCluster;
  let before: string[];

  beforeAll(async () => {
    cluster = await startCluster();
    writeFileSync(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
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
  const CLUSTER = { driver: "existing", kubeconfigPath: kubeconfig };
  const kubectl: Kubectl = async (...args) =>
    (await checkout.run(kubernetesBinary()!, ["kubectl", "--kubeconfig", kubeconfig, ...args])).stdout;
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
    expect(await made(kubectl)).toEqual(await wanted(checkout, "dev"));
    expect(checkout.processes()).toEqual([]);
  });

  test("its outputs are the kubeconfig's path and the pages, and status and verify use them", () =>
    expectStackCommands(checkout, "there", { outputs: { kubeconfigPath: kubeconfig, ...PAGES } }));

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

  test("without a kubeconfig's path, status and verify use the content", async () => {
    checkout.env.TMPDIR = join(checkout.home, "tmp");
    mkdirSync(checkout.env.TMPDIR);
    await expectStackCommands(checkout, "there", { outputs: PAGES });
    expect(readdirSync(checkout.env.TMPDIR).filter((name) => name.startsWith("meshstack-"))).toEqual([]);
  });

  test("destroy, also after a kill, removes only what the stack created", async () => {
    const destroy = checkout.start(...operation("destroy", "there"));
    await destroy.says(/Deployment \S+ deleted/);
    await destroy.kill();
    await checkout.settled();
    await checkout.pulumi(...operation("destroy", "there"));
    expect(await made(kubectl)).toEqual([]);
    expect(await objects()).toEqual(before);
  });
});
