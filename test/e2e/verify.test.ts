import { join } from "node:path";
import { Cluster as VerifiedCluster, type TemporaryObject } from "../../tools/verify/cluster";
import { nextName } from "../../tools/verify/networkReading";
import type { Report } from "../../tools/checks/report";
import {
  deleteLeftovers,
  conflictingObject,
  withTemporaryObjects,
} from "../../tools/verify/temporaryObjects";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { Checkout, operation } from "./checkout";
import { type Cluster, clusterOf } from "./cluster";
import { CONTAINER_CHECKS } from "./stackCommands";

const MAIN = ["tools/start.js", "tools/verify/main.ts"];
const SKIP_REASON = "the nodes are simulated: no container runs";

/**
 * The manual's checks on a real API server with simulated nodes: those that require no container, and their failures.
 */
describe("make verify on the stack dev", () => {
  const checkout = new Checkout();
  let cluster: Cluster;

  beforeAll(async () => {
    await checkout.pulumi("stack", "init", "dev");
  });
  afterAll(() => checkout.remove("dev"));

  const verify = (args: string[], fine: number[]) =>
    checkout.run(process.execPath, [...MAIN, "dev", ...args], fine);
  const start = (check: string, seconds: number) =>
    checkout.spawn(process.execPath, [...MAIN, "dev", "--only", check, "--timeout", String(seconds)]);
  const results = async (args: string[], code: number): Promise<Record<string, string>> => {
    const { stdout } = await verify(["--json", "--timeout", "1", ...args], [code]);
    const { checks } = JSON.parse(stdout) as Report;
    return Object.fromEntries(checks.map(({ id, result, details }) => [id, [result, ...details].join("\n")]));
  };

  test("reports a stack that is not up, and how to start it", async () => {
    const { stdout, stderr } = await verify([], [1]);
    expect(stdout).toBe("");
    expect(stderr).toContain(
      "verify: stack dev is not up: its state has no cluster. Bring it up with make up STACK=dev.",
    );
  });

  test("passes the supported checks and skips the others with a reason", async () => {
    await checkout.pulumi(...operation("up", "dev"));
    cluster = await clusterOf(checkout, "dev");
    const { stdout } = await verify([], [0]);
    for (const id of ["control-plane", "addons", "containers"])
      expect(stdout).toMatch(new RegExp(`^passed +${id} `, "m"));
    expect(stdout).toMatch(new RegExp(`^skipped +${CONTAINER_CHECKS.join(", ")}\n +${SKIP_REASON}$`, "m"));
    expect(stdout).toMatch(/productpage-v1-\S+: productpage, istio-proxy, istio-init\n/);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("Stack dev: 3 passed, 0 warnings, 0 failed, 9 skipped");
  });

  test("--json prints the same results, and nothing else", async () => {
    const { stdout, stderr } = await verify(["--json", "--only", "page,addons"], [0]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      stack: "dev",
      driver: "embedded",
      istio: "classic",
      nodes: "simulated",
      summary: { passed: 1, warnings: 0, failed: 0, skipped: 1 },
      checks: [
        {
          subject: "The environment",
          id: "addons",
          title: expect.any(String),
          result: "passed",
          details: ["zipkin, grafana, prometheus, servicegraph"],
          fixes: [],
          milliseconds: expect.any(Number),
        },
        {
          subject: "The environment",
          id: "page",
          title: expect.any(String),
          result: "skipped",
          details: [SKIP_REASON],
          fixes: [],
          milliseconds: expect.any(Number),
        },
      ],
    });
  });

  test("each fault fails its check", async () => {
    await cluster.kubectl("scale", "deployment", "details-v1", "-n", "default", "--replicas=0");
    await cluster.kubectl("scale", "deployment", "grafana", "-n", "istio-system", "--replicas=0");
    await cluster.kubectl("delete", "service", "istio-mixer", "-n", "istio-system");
    await cluster.kubectl("delete", "deployment", "istio-ca", "-n", "istio-system");
    const patch = '[{"op":"replace","path":"/spec/ports/0/nodePort","value":32001}]';
    await cluster.kubectl(
      ...["patch", "service", "istio-ingress", "-n", "istio-system", "--type=json", "-p", patch],
    );
    expect(await results(["--only", "control-plane,addons,containers"], 1)).toEqual({
      "control-plane": [
        "failed",
        "Service istio-mixer does not exist",
        "Service istio-ingress has no port 80 on NodePort 32000",
        "Deployment istio-ca does not exist",
      ].join("\n"),
      addons: "failed\nDeployment grafana has 0 of 1 pods",
      containers: "failed\nDeployment details-v1 has no pod",
    });
  });

  test("reports a pod without a sidecar", async () => {
    const patch = '[{"op":"remove","path":"/spec/template/spec/containers/1"}]';
    const ratings = ["deployment/ratings-v1", "-n", "default"];
    await cluster.kubectl("patch", ...ratings, "--type=json", "-p", patch);
    await cluster.kubectl("rollout", "status", ...ratings);
    expect((await results(["--only", "containers"], 1)).containers).toMatch(
      /pod ratings-v1-\S+ has no container istio-proxy/,
    );
  });

  test("waits for a condition as long as --timeout says", async () => {
    const running = start("addons", 60);
    await running.says(/RESULT/);
    await cluster.kubectl("scale", "deployment", "grafana", "-n", "istio-system", "--replicas=1");
    expect(await running.ended).toBe(0);
    expect(running.output).toContain("1 passed, 0 warnings, 0 failed, 0 skipped");
  });

  test("shows how to fix a failed check", async () => {
    const { stdout } = await verify(["--only", "control-plane", "--timeout", "1"], [1]);
    expect(stdout).toMatch(
      /^failed +control-plane .*\n(?: +Service .*\n| +Deployment .*\n){3} +Fix: Run make refresh and then make up/m,
    );
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s ends the checks with 130", async (signal) => {
    const running = start("control-plane", 600);
    await running.says(/RESULT/);
    running.signal(signal);
    expect(await running.ended).toBe(130);
    expect(running.output).toContain("interrupted");
  });

  test.each<[string[], string]>([
    [["dev", "--only", "pages"], '--only: found "pages"; expected checks of control-plane, addons,'],
    [["dev", "--timeout", "0"], '--timeout: found "0"; expected an integer of seconds from 1 to 3600.'],
    [["dve"], 'STACK: found "dve"; expected one of'],
  ])("rejects the command line %j with exit code 2", async (args, message) => {
    const { stdout, stderr } = await checkout.run(process.execPath, [...MAIN, ...args], [2]);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });

  test("--list prints all checks", async () => {
    const { stdout } = await verify(["--list"], [0]);
    expect(stdout).toMatch(/^redirection +in each application pod/m);
    expect(stdout.trim().split("\n")).toHaveLength(12);
  });

  describe("the temporary changes of a check", () => {
    let verified: VerifiedCluster;
    beforeAll(() => {
      verified = verifiedCluster();
    });
    afterAll(() => verified.close());

    const rule = (version: string): TemporaryObject => ({
      apiVersion: "config.istio.io/v1alpha2",
      kind: "RouteRule",
      metadata: { name: "reviews-default", namespace: "default" },
      spec: { destination: { name: "reviews" }, route: [{ labels: { version } }] },
    });
    const rules = async () => (await cluster.list("routerules.config.istio.io")).map((each) => each.spec);

    test("exist while they are required, and are removed when the check fails", async () => {
      const failing = withTemporaryObjects(verified, [rule("v1")], async () => {
        expect(await rules()).toEqual([rule("v1").spec]);
        throw new Error("it failed");
      });
      await expect(failing).rejects.toThrow("it failed");
      expect(await rules()).toEqual([]);
    });

    test("replace and remove what a killed run left", async () => {
      await new Promise<void>((resolve) => {
        void withTemporaryObjects(verified, [rule("v1")], () => {
          resolve();
          return new Promise(() => undefined); // As if it were killed here.
        });
      });
      expect(await conflictingObject(verified, [rule("v2")])).toBeUndefined();
      await deleteLeftovers(verified, [rule("v2")]);
      expect(await rules()).toEqual([]);
    });

    test("keep what others created", async () => {
      await verified.apply(rule("v3"));
      expect(await conflictingObject(verified, [rule("v1")])).toBe(
        "the cluster has another RouteRule default/reviews-default",
      );
      expect(await conflictingObject(verified, [rule("v3")])).toBeUndefined();
      await withTemporaryObjects(verified, [rule("v3")], () => Promise.resolve());
      await deleteLeftovers(verified, [rule("v3")]);
      expect(await rules()).toEqual([rule("v3").spec]);
    });

    test("add a container to a running pod", async () => {
      const details = async () =>
        (await verified.pods("default")).find((pod) => pod.metadata.labels?.app === "productpage")!;
      for (const name of ["meshstack-verify-1", "meshstack-verify-2"]) {
        const pod = await details();
        expect(nextName(pod)).toBe(name);
        await verified.addEphemeralContainer(pod, { name, image: "proxy", command: ["true"] });
      }
      const names = (await details()).spec.ephemeralContainers?.map(({ name }) => name);
      expect(names).toEqual(["meshstack-verify-1", "meshstack-verify-2"]);
    });
  });

  const verifiedCluster = () =>
    new VerifiedCluster(resolveConnection({ kubeconfig: join(cluster.dataDirectory, "kubeconfig") }));
});
