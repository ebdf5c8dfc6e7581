import { existsSync, lstatSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Checkout } from "../e2e/checkout";
import { filesBelow } from "../e2e/leftovers";
import { answers } from "./faults";
import { hostState, listenersOf, pidOf, processesOf } from "./host";
import { movePorts, pageAt, removeAddons } from "./stackPorts";
import { Traffic } from "./traffic";
import { UserCheckout } from "./userCheckout";

/** Stack live of a user. */
interface Environment {
  checkout: Checkout | UserCheckout;
  page: string;
  /** The name with which requests to this environment sign in. */
  visitor: string;
  /** The cluster's folder; known after `up`. */
  directory: string;
}

/** Root and two users without rights at the same time. Each test continues after the previous one. */
describe("stack live of three users, one of them root", () => {
  const before = hostState();
  const root = new Checkout();
  const users: UserCheckout[] = [];
  const environments: Environment[] = [];

  beforeAll(async () => {
    for (const label of ["a", "b"]) users.push(await UserCheckout.create(label));
    for (const [i, checkout] of [root, ...users].entries()) {
      checkout.configure("live", (config) => {
        movePorts(config, 100 * i);
        // They would only take more time and memory.
        removeAddons(config);
      });
      environments.push({ checkout, page: pageAt(100 * i), visitor: `visitor-${i}`, directory: "" });
    }
  });
  afterAll(async () => {
    await root.remove("live");
    for (const user of users) await user.remove("live");
  });

  const make = ({ checkout }: Environment, target: string) =>
    checkout.run("make", ["-s", target, "STACK=live"]);
  const kubectl = async ({ checkout }: Environment, ...args: string[]) =>
    (await checkout.run(process.execPath, ["tools/start.js", "tools/kubectl.ts", "live", ...args])).stdout;
  const inEach = <T>(run: (environment: Environment) => Promise<T>) => Promise.all(environments.map(run));

  test("comes up for both users at the same time, beside root's", async () => {
    const up = async (environment: Environment) => {
      await make(environment, "up");
      const { stdout } = await environment.checkout.pulumi("stack", "output", "kubeconfigPath", "-s", "live");
      environment.directory = dirname(stdout.trim());
    };
    const [first, ...others] = environments as [Environment, ...Environment[]];
    // The kubelets of the users start while root's cluster has cgroups.
    await up(first);
    await Promise.all(others.map(up));
    expect(await inEach(({ page }) => answers(page))).toEqual([true, true, true]);
  });

  test("serves each user's own traffic only", async () => {
    const visitors = environments.map(({ visitor }) => visitor);
    await inEach(async ({ page, visitor }) => {
      for (let i = 0; i < 5; i++) {
        const response = await fetch(page, { headers: { cookie: `user=${visitor}` } });
        expect(response.status).toBe(200);
        expect(await response.text()).toContain(visitor);
      }
    });
    const seen = await inEach(async (environment) => {
      const log = await kubectl(environment, "logs", "deployment/productpage-v1", "-c", "productpage");
      return visitors.filter((visitor) => log.includes(`"user":"${visitor}"`));
    });
    expect(seen).toEqual(visitors.map((visitor) => [visitor]));
  });

  test("passes every check of verify", async () => {
    for (const { stdout } of await inEach((environment) => make(environment, "verify")))
      expect(stdout).toMatch(/^Stack live: [1-9]\d* passed, 0 warnings, 0 failed, \d+ skipped$/m);
  });

  test("does not notice that another one is destroyed", async () => {
    /** What a restart of the cluster, or of a container, would change. */
    const identity = async (environment: Environment) => {
      const path = "{.items[*].status.containerStatuses[*].containerID}";
      const containers = await kubectl(environment, "get", "pods", "-A", "-o", `jsonpath=${path}`);
      return [
        pidOf("meshstack-kubernetes", " serve ", environment.directory),
        ...containers.split(" ").sort(),
      ];
    };
    for (const destroyed of environments.slice(1).reverse()) {
      const others = environments.slice(0, environments.indexOf(destroyed));
      const identities = await Promise.all(others.map(identity));
      const flows = others.map(({ page }) => new Traffic(page));
      await make(destroyed, "destroy").finally(() => Promise.all(flows.map((traffic) => traffic.stop())));
      for (const { requests, failures } of await Promise.all(flows.map((traffic) => traffic.stop()))) {
        expect(requests).toBeGreaterThan(10);
        expect(failures).toEqual([]);
      }
      expect(existsSync(destroyed.directory)).toBe(false);
      await expect(fetch(destroyed.page)).rejects.toThrow();
      expect(await Promise.all(others.map(identity))).toEqual(identities);
    }
  });

  test("leaves no process, listener, mount, namespace, socket or file", async () => {
    await make(environments[0]!, "destroy");
    expect(root.processes()).toEqual([]);
    expect(filesBelow(join(root.home, "state"))).toEqual([]);
    for (const { owns, home } of users) {
      expect(processesOf(owns)).toEqual([]);
      expect(listenersOf(owns)).toEqual([]);
      const passphrase = join(home, ".local/state/meshstack/passphrase");
      expect(filesBelow(join(home, ".local/state"))).toEqual([passphrase]);
      // The package tsx shares its cache of compiled sources among all programs of a user.
      const temporary = readdirSync(tmpdir())
        .filter((name) => !name.startsWith("tsx-"))
        .map((name) => join(tmpdir(), name))
        .filter((path) => owns(lstatSync(path, { throwIfNoEntry: false })?.uid ?? 0));
      expect(temporary).toEqual([dirname(home)]);
    }
    expect(hostState()).toEqual(before);
  });
});
