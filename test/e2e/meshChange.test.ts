import type { Engine } from "../conformance/stack";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesBinary, startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";
import { Checkout, type StackSettings } from "./checkout";
import { clusterOf, type Kubectl } from "./cluster";
import { created, wanted } from "./objects";

/** A user changes the Istio release of a running environment, in order: each test continues after the previous one. */
describe("a stack whose mesh.version changes", () => {
  const checkout = new Checkout();
  afterAll(() => checkout.remove("dev"));

  const up = (engine: Engine, args = "") =>
    checkout.run("make", ["-s", "up", `ARGS=${args}`], [0], { ENGINE: engine });

  test.each<[string, Engine]>([
    ["0.2.12", "embedded"],
    ["1.31.4", "embedded"],
    ["0.2.12", "official"],
    ["1.31.4", "official"],
  ])(
    "has exactly the objects of Istio %s after an up by the %s engine, on the same NodePorts",
    async (version, engine) => {
      checkout.configure("dev", (config) => Object.assign(config["meshstack:mesh"]!, { version }));
      await up(engine);
      const { kubectl, list } = await clusterOf(checkout, "dev");
      expect(await created(kubectl)).toEqual([...(await wanted(checkout, "dev")), "/Node /node-0"].sort());
      const services = await list("services");
      const holders = services.filter(({ spec }) =>
        (spec.ports as { nodePort?: number }[]).some(({ nodePort }) => nodePort === 32000),
      );
      expect(holders.map(({ metadata }) => metadata.name as string)).toEqual([
        version === "0.2.12" ? "istio-ingress" : "istio-ingressgateway",
      ]);
      await up(engine, "--expect-no-changes");
    },
  );
});

describeCluster("a stack on an existing cluster whose mesh.version changes", () => {
  const checkout = new Checkout();
  const kubeconfig = join(checkout.home, "kubeconfig");
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster();
    writeFileSync(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  });
  afterAll(async () => {
    await checkout.remove("there");
    await cluster?.stop();
  });

  test.each(["0.2.12", "1.31.4", "0.2.12"])("has exactly the objects of Istio %s", async (version) => {
    const change = (config: StackSettings) => Object.assign(config["meshstack:mesh"]!, { version });
    checkout.configure("dev", change);
    checkout.configure(
      "there",
      (config) => {
        config["meshstack:cluster"] = { driver: "existing", kubeconfigPath: kubeconfig };
      },
      "dev",
    );
    await checkout.run("make", ["-s", "up", "STACK=there"]);
    const kubectl: Kubectl = async (...args) =>
      (await checkout.run(kubernetesBinary()!, ["kubectl", "--kubeconfig", kubeconfig, ...args])).stdout;
    expect(await created(kubectl)).toEqual(await wanted(checkout, "dev"));
  });
});
