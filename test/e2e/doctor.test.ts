import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { Report } from "../../tools/checks/report";
import { startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";
import { Checkout, operation } from "./checkout";
import { make, otherKubeconfig, remove } from "./clusterAccess";
import { filesBelow } from "./leftovers";

const MAIN = ["tools/start.js", "tools/doctor.ts"];

const doctor = (checkout: Checkout, args: string[], fine: number[]) =>
  checkout.run(process.execPath, [...MAIN, ...args], fine);

async function report(checkout: Checkout, stack: string, fine: number): Promise<Report> {
  return JSON.parse((await doctor(checkout, [stack, "--json"], [fine])).stdout) as Report;
}

/** The results of a subject's checks by id. */
const results = ({ checks }: Report, subject: string): Record<string, string> =>
  Object.fromEntries(
    checks.filter((check) => check.subject === subject).map(({ id, result }) => [id, result]),
  );

describeCluster("make doctor", () => {
  const checkout = new Checkout();
  afterAll(() => checkout.remove("dev"));

  test("before the first up: checks the machine's programs, skips the cluster with a reason, and creates nothing", async () => {
    const own = new Checkout();
    delete own.env.PULUMI_CONFIG_PASSPHRASE; // As for a user before the first command.
    try {
      const { stdout } = await own.run("make", ["-s", "doctor"]);
      expect(stdout).toMatch(/^RESULT {3}CHECK +WHAT\n\nThis machine\npassed {3}node +Node is new enough\n/);
      expect(stdout).toContain("the driver embedded creates the cluster, and the stack is not up");
      expect(stdout).toMatch(/\nStack dev: 3 passed, 0 warnings, 0 failed, 1 skipped\n$/);
      // Go writes its own counters there.
      expect(filesBelow(own.home).filter((path) => !path.includes("/go/telemetry/"))).toEqual([]);
      expect(own.processes()).toEqual([]);
    } finally {
      await own.remove();
    }
  });

  test("reports a missing stack as a usage error: 2", async () => {
    const { stderr } = await doctor(checkout, ["nowhere"], [2]);
    expect(stderr).toContain('doctor: STACK: found "nowhere"; expected one of');
  });

  test("after an up: checks the stack's cluster too, and reports no conflict with itself", async () => {
    await checkout.pulumi("stack", "init", "dev");
    await checkout.pulumi(...operation("up", "dev"));
    const found = await report(checkout, "dev", 0);
    expect(found).toMatchObject({ driver: "embedded", up: true, summary: { failed: 0, warnings: 0 } });
    expect(results(found, "The cluster")).toEqual({
      cluster: "passed",
      "kubernetes-version": "skipped",
      kinds: "passed",
      rights: "passed",
      objects: "passed",
      istio: "passed",
      "node-ports": "passed",
      admission: "passed",
    });
  });

  describe("of a stack on a cluster that exists", () => {
    const kubeconfig = join(checkout.home, "kubeconfig");
    let cluster: TestCluster;

    beforeAll(async () => {
      cluster = await startCluster();
      writeFileSync(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
      checkout.configure("there", settings({ kubeconfigPath: kubeconfig }), "dev");
    });
    afterAll(() => cluster?.stop());

    const settings = (more: object) => (config: Record<string, Record<string, unknown>>) => {
      config["meshstack:cluster"] = { driver: "existing", ...more };
    };

    test("a missing kubeconfig is one failed check", async () => {
      checkout.configure("lost", settings({ kubeconfigPath: "nowhere" }), "dev");
      const found = await report(checkout, "lost", 1);
      expect(found.checks.at(-1)).toMatchObject({
        id: "cluster",
        result: "failed",
        details: [expect.stringMatching(/nowhere: found no such file; expected a kubeconfig/)],
      });
      const { stdout } = await doctor(checkout, ["lost", "--only", "rights"], [1]);
      expect(stdout).toMatch(/^failed +cluster .*\n +.*nowhere: found no such file/m);
      await doctor(checkout, ["lost", "--only", "node"], [0]);
    });

    test("Ctrl-C ends it while a cluster does not answer: 130", async () => {
      const silent = createServer().listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as AddressInfo;
      const server = `https://127.0.0.1:${port}`;
      writeFileSync(join(checkout.home, "silent"), otherKubeconfig(cluster, { cluster: { server } }));
      checkout.configure("silent", settings({ kubeconfigPath: join(checkout.home, "silent") }), "dev");
      const running = checkout.spawn(process.execPath, [...MAIN, "silent"]);
      const [socket] = (await once(silent, "connection")) as [Socket];
      try {
        running.signal("SIGINT");
        expect(await running.ended).toBe(130);
        expect(running.output).toMatch(/^passed +node /m);
        expect(running.output).toMatch(/\ndoctor: interrupted\n$/);
      } finally {
        socket.destroy();
        silent.close();
      }
    });

    test("reports everything that an up would, and creates nothing", async () => {
      const found = await report(checkout, "there", 0);
      expect(found).toMatchObject({ driver: "existing", up: false, summary: { failed: 0 } });
      expect(results(found, "The cluster")).toMatchObject({ rights: "passed", dns: "skipped" });
      const { items } = await cluster.client.list({
        path: "/api/v1/namespaces",
        apiVersion: "v1",
        kind: "Namespace",
      });
      expect(items.map(({ metadata }) => (metadata as { name: string }).name)).not.toContain("istio-system");
    });

    test("fails for a taken NodePort: 1, with its owner", async () => {
      const services = "/api/v1/namespaces/default/services";
      const spec = { type: "NodePort", ports: [{ port: 80, nodePort: 30001 }] };
      await make(cluster, services, { apiVersion: "v1", kind: "Service", metadata: { name: "shop" }, spec });
      try {
        const { stdout } = await doctor(checkout, ["there"], [1]);
        expect(stdout).toMatch(
          /failed {3}node-ports .*\n +NodePort 30001 for zipkin \(addons\.zipkin\.nodePort\): found the Service default\/shop using it/,
        );
        expect(stdout).toMatch(/ 1 failed, /);
      } finally {
        await remove(cluster, services, "shop");
      }
    });

    test("uses a secret kubeconfig of the stack file, and does not show it", async () => {
      checkout.configure("there", settings({}));
      await checkout.pulumi("stack", "init", "there");
      const path = ["--secret", "--path", "cluster.kubeconfig"];
      const wrong = otherKubeconfig(cluster, { user: { token: "not-a-good-one" } });
      await checkout.pulumi("config", "set", "-s", "there", ...path, wrong);
      const { stdout } = await doctor(checkout, ["there"], [1]);
      expect(stdout).toContain("rejects them (401)");
      expect(stdout).not.toContain("not-a-good-one");
      await checkout.pulumi("config", "set", "-s", "there", ...path, cluster.kubeconfig);
      expect((await report(checkout, "there", 0)).summary.failed).toBe(0);
    });
  });
});
