import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout, operation } from "./checkout";
import { type Cluster, clusterOf } from "./cluster";
import { filesBelow } from "./leftovers";
import { created, wanted } from "./objects";

const UP = operation("up", "dev");
const DESTROY = operation("destroy", "dev");

describe("a killed engine", () => {
  const checkout = new Checkout();
  const stateHome = join(checkout.home, "state");
  checkout.env.MESHSTACK_TAKE_OVER_LOCKS = "true"; // As `make` sets it.

  beforeAll(() => checkout.pulumi("stack", "init", "dev"));
  afterAll(() => checkout.remove("dev"));

  /** Starts a command and kills it (SIGKILL) at a certain output; its program ends by itself. */
  async function killed(command: string[], when: RegExp): Promise<void> {
    const running = checkout.start(...command);
    await running.says(when);
    await running.kill();
    await checkout.settled();
  }

  async function expectNothingLeft(): Promise<void> {
    await checkout.settled();
    expect(checkout.processes()).toEqual([]);
    expect(filesBelow(stateHome)).toEqual([]);
    const { resources, pending_operations } = latest();
    expect([resources ?? [], pending_operations ?? []]).toEqual([[], []]);
  }

  /** The state on the disk. */
  const latest = () =>
    (
      JSON.parse(readFileSync(checkout.stateFile("dev"), "utf8")) as {
        checkpoint: { latest: { resources?: { id?: string }[]; pending_operations?: unknown[] } };
      }
    ).checkpoint.latest;

  /** Expects each object of the environment exactly once, and one pod for each Deployment. */
  async function expectWhole(cluster: Cluster): Promise<void> {
    const objects = await wanted(checkout, "dev");
    expect(await created(cluster.kubectl)).toEqual([...objects, "/Node /node-0"].sort());
    const deployments = objects.filter((name) => name.startsWith("apps/Deployment"));
    expect(await cluster.list("replicasets.apps")).toHaveLength(deployments.length);
    expect(await cluster.list("pods")).toHaveLength(deployments.length);
    expect(latest().pending_operations ?? []).toEqual([]);
  }

  test.each([
    ["its folder is created", /cluster-directory creating/],
    ["its process starts", /cluster-process creating .*waiting for/],
    ["objects are created", /Namespace istio-system creating/],
  ])("while %s, destroy leaves nothing", async (_, when) => {
    await killed(UP, when);
    await checkout.pulumi(...DESTROY);
    await expectNothingLeft();
  });

  test("after repeated kills the next up completes, and loses and duplicates nothing", async () => {
    await killed(UP, /cluster-process creating .*waiting for/);
    const processes = checkout.processes();
    await killed(UP, /CustomResourceDefinition \S+ created/);
    // The process of the first one is the running one.
    expect(checkout.processes()).toEqual(expect.arrayContaining(processes));
    await killed(UP, /Deployment \S+ creating .*Waiting for app ReplicaSet/);
    await checkout.pulumi(...UP);
    await expectWhole(await clusterOf(checkout, "dev"));
    await checkout.pulumi(...UP, "--expect-no-changes");
  });

  test("after a kill during destroy, the next up completes the environment", async () => {
    await killed(DESTROY, /cluster-process deleting/);
    await checkout.pulumi(...UP);
    await expectWhole(await clusterOf(checkout, "dev"));
  });

  test("after a kill during destroy, the next destroy leaves nothing", async () => {
    const { dataDirectory, port, accepts } = await clusterOf(checkout, "dev");
    await killed(DESTROY, /Deployment \S+ deleting/);
    await killed(DESTROY, /cluster-process deleting/);
    await checkout.pulumi(...DESTROY);
    await expectNothingLeft();
    expect([existsSync(dataDirectory), await accepts(port)]).toEqual([false, false]);
  });
});
