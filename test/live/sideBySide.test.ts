import { existsSync, lstatSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { StackSettings } from "../e2e/checkout";
import { filesBelow } from "../e2e/leftovers";
import { answers } from "./faults";
import { hostState, listenersOf, pidOf, processesOf, socketsIn } from "./host";
import { movePorts, pageAt, removeAddons } from "./stackPorts";
import { Traffic } from "./traffic";
import { UserCheckout } from "./userCheckout";

/** A stack of a checkout. */
interface Environment {
  checkout: UserCheckout;
  stack: string;
  page: string;
  /** The name with which requests to this environment sign in. */
  visitor: string;
  /** The cluster's folder; known after `up`. */
  directory: string;
}

/** Two users at the same time, one of them with two checkouts. Each test continues after the previous one. */
describe("three environments of two users without rights, two of them in checkouts of one user", () => {
  const before = hostState();
  const users: UserCheckout[] = [];
  const environments: Environment[] = [];

  beforeAll(async () => {
    for (const label of ["a", "b"]) users.push(await UserCheckout.create(label));
    const [one, two] = users as [UserCheckout, UserCheckout];
    const add = (checkout: UserCheckout, stack: string, by: number) => {
      const change = (config: StackSettings) => {
        movePorts(config, by);
        // They would only take more time and memory.
        removeAddons(config);
      };
      checkout.configure(stack, change, "live");
      environments.push({ checkout, stack, page: pageAt(by), visitor: `visitor-${by}`, directory: "" });
    };
    add(one, "live", 0);
    add(one.another("other"), "beside", 100);
    add(two, "live", 200);
  });
  afterAll(async () => {
    for (const { checkout, stack } of environments) await checkout.make("destroy", [0, 2], {}, stack);
    for (const user of users) await user.remove();
  });

  const make = ({ checkout, stack }: Environment, target: string) => checkout.make(target, [0], {}, stack);
  const kubectl = async ({ checkout, stack }: Environment, ...args: string[]) =>
    (await checkout.run(process.execPath, ["tools/start.js", "tools/kubectl.ts", stack, ...args])).stdout;
  const inEach = <T>(run: (environment: Environment) => Promise<T>) => Promise.all(environments.map(run));

  test("come up at the same time, each with a reachable page", async () => {
    await inEach(async (environment) => {
      await make(environment, "up");
      const { checkout, stack } = environment;
      const { stdout } = await checkout.pulumi("stack", "output", "kubeconfigPath", "-s", stack);
      environment.directory = dirname(stdout.trim());
    });
    expect(await inEach(({ page }) => answers(page))).toEqual([true, true, true]);
  });

  test("serve their own traffic only", async () => {
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

  test("pass every check of verify", async () => {
    for (const { stdout } of await inEach((environment) => make(environment, "verify")))
      expect(stdout).toMatch(/^Stack (live|beside): [1-9]\d* passed, 0 failed, \d+ skipped$/m);
  });

  test("do not notice that another one is destroyed", async () => {
    /** What a restart of the cluster, or of a container, would change. */
    const identity = async (environment: Environment) => {
      const path = "{.items[*].status.containerStatuses[*].containerID}";
      const containers = await kubectl(environment, "get", "pods", "-A", "-o", `jsonpath=${path}`);
      return [
        pidOf("meshstack-kubernetes", " serve ", environment.directory),
        ...containers.split(" ").sort(),
      ];
    };
    // First the one of the other user, then that of the other checkout.
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

  test("leave no process, listener, mount, namespace, socket or file", async () => {
    await make(environments[0]!, "destroy");
    for (const { owns, home } of users) {
      expect(processesOf(owns)).toEqual([]);
      expect(listenersOf(owns)).toEqual([]);
      expect(socketsIn(home)).toEqual([]);
      const passphrase = join(home, ".local/state/meshstack/passphrase");
      expect(filesBelow(join(home, ".local/state"))).toEqual([passphrase]);
      const temporary = readdirSync(tmpdir())
        .map((name) => join(tmpdir(), name))
        .filter((path) => owns(lstatSync(path, { throwIfNoEntry: false })?.uid ?? 0));
      expect(temporary).toEqual([dirname(home)]);
    }
    expect(hostState()).toEqual(before);
  });
});
