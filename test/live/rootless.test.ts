import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IdRange } from "../../lib/subordinateIds";
import { until } from "../../lib/until";
import { filesBelow } from "../e2e/leftovers";
import { answers, faults, recoverFrom } from "./faults";
import { hostState, listenersOf, pidOf, processesIn, processesOf } from "./host";
import { processTree } from "../support/processes";
import { accepting, expectLoopbackOnly, INSIDE, listenersOfCluster, outsideAddresses } from "./reach";
import { movePorts, pageAt, removeAddons } from "./stackPorts";
import { seenByApplication, seenByHostPath } from "./spy";
import { describeTraffic } from "./traffic";
import { UserCheckout } from "./userCheckout";

const PAGE = pageAt();

/**
 * The live stack of a user without rights, with an empty home and a checkout whose path has spaces and letters that are
 * not ASCII, from creation to deletion. Each test continues after the previous one.
 */
describe("the live stack of a user who is not root", () => {
  const before = hostState();
  let checkout: UserCheckout;
  let dataDirectory: string;
  beforeAll(async () => {
    checkout = await UserCheckout.create();
  });
  afterAll(() => checkout.remove("live"));

  const kubectl = async (...args: string[]) =>
    (await checkout.run(process.execPath, ["tools/start.js", "tools/kubectl.ts", "live", ...args])).stdout;
  const nothingStarted = () => expect(processesIn(checkout.home)).toEqual([]);

  test("names a taken port with its purpose", async () => {
    const server = await new Promise<Server>((resolve) => {
      const listening = createServer().listen(32000, "127.0.0.1", () => resolve(listening));
    });
    try {
      const { stdout, stderr } = await checkout.make("up", [2]);
      const text = stdout + stderr;
      expect(text).toContain("Preflight checks of this machine for real nodes failed; nothing was started:");
      expect(text).toContain(
        "port 32000 for the ingress (mesh.ingress.httpNodePort): found a process of the user root listening;",
      );
      nothingStarted();
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test.each([0, 1000])("names the command that adds subordinate ids to a user with %d", async (some) => {
    const usermod = async (action: "add" | "del", ids: number) => {
      if (ids === 0) return;
      // It refuses to change a user with processes.
      await checkout.idle();
      const range = `${first}-${first + ids - 1}`;
      execFileSync("usermod", [`--${action}-subuids`, range, `--${action}-subgids`, range, checkout.name]);
    };
    const [{ first, count }] = checkout.subordinates() as [IdRange];
    await usermod("del", count);
    await usermod("add", some);
    try {
      const { stdout } = await checkout.make("doctor", [2]);
      expect(stdout).toContain(
        `/etc/subuid: found ${some} subordinate ids for the user ${checkout.name}; expected 65536\n`,
      );
      expect(stdout).toMatch(/^ +Fix: Run as root: usermod --add-subuids \S+ --add-subgids /m);
    } finally {
      await usermod("del", some);
      await usermod("add", count);
    }
  });

  test("reports a home that cannot be written, and starts nothing", async () => {
    const home = mkdtempSync(join(tmpdir(), "meshstack-read-only-"));
    chmodSync(home, 0o555);
    try {
      const { stdout, stderr } = await checkout.make("up", [2], { HOME: home });
      expect((stdout + stderr).split("\n").filter((line) => line.includes(home)).length).toBe(1);
      expect(readdirSync(home)).toEqual([]);
      nothingStarted();
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  test("make up ends with a reachable page", async () => {
    const { stdout } = await checkout.make("up");
    expect(stdout).toContain(`productpage   : "${PAGE}"`);
    expect(await answers(PAGE, 45_000)).toBe(true);
    const state = join(checkout.home, ".local/state/meshstack");
    const clusters = readdirSync(state).filter((name) => name !== "passphrase");
    expect(clusters.length).toBe(1);
    dataDirectory = join(state, clusters[0]!, "live");
  });

  test("make verify passes every check", async () => {
    const { stdout } = await checkout.make("verify");
    expect(stdout).toMatch(/^Stack live: [1-9]\d+ passed, 0 warnings, 0 failed, 0 skipped$/m);
  });

  test("another checkout of the user does not touch the stack, and runs its own beside it", async () => {
    const other = checkout.another("other");
    const refusal = await other.make("up", [2]);
    expect(refusal.stdout + refusal.stderr).toContain(
      `stack live: found it in use by the checkout ${checkout.dir}; expected ${other.dir}, the checkout of this command.`,
    );
    other.configure("beside", removeAddons, "live");
    const conflict = await other.make("up", [2], {}, "beside");
    expect(conflict.stdout + conflict.stderr).toMatch(
      new RegExp(
        `port 32000 for the ingress \\(mesh\\.ingress\\.httpNodePort\\): ` +
          `found stack live of the checkout ${checkout.dir} \\(process \\d+\\) listening;`,
      ),
    );
    other.configure("beside", (config) => movePorts(config, 100));
    try {
      await other.make("up", [0], {}, "beside");
      const { stdout } = await other.make("verify", [0], {}, "beside");
      expect(stdout).toMatch(/^Stack beside: [1-9]\d* passed, 0 warnings, 0 failed, \d+ skipped$/m);
      expect(await answers(PAGE)).toBe(true);
    } finally {
      await other.make("destroy", [0], {}, "beside");
    }
    expect(await answers(PAGE)).toBe(true);
    await expect(fetch(pageAt(100))).rejects.toThrow();
  });

  test("runs no program as root, and listens on loopback only", async () => {
    expect(processesIn(dataDirectory).length).toBeGreaterThan(5);
    expect(processesOf(checkout.owns)).toEqual(expect.arrayContaining(processesIn(dataDirectory)));
    const listeners = listenersOfCluster(
      processTree(pidOf("meshstack-kubernetes", " serve ", dataDirectory)),
    );
    expect(listeners.here.length).toBeGreaterThanOrEqual(5); // the API server, the page and three addons
    expect(listeners.inside).toEqual(expect.arrayContaining(INSIDE));
    await expectLoopbackOnly(listeners);
    expect(listenersOf(checkout.owns)).toEqual(listeners.here);
  });

  test("a server on all addresses is found from outside, which the previous test excludes", async () => {
    const server = await new Promise<Server>((resolve) => {
      const listening = createServer().listen(0, "::", () => resolve(listening));
    });
    try {
      const addresses = outsideAddresses();
      expect(addresses).not.toEqual([]);
      const { port } = server.address() as AddressInfo;
      expect(await accepting(addresses, [port])).toHaveLength(addresses.length);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test("keys and the kubeconfig are readable for the user only", () => {
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    const secrets = [
      join(dataDirectory, "kubeconfig"),
      join(checkout.home, ".local/state/meshstack/passphrase"),
      ...filesBelow(join(dataDirectory, "pki")),
    ];
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter((path) => modeOf(path) !== 0o600)).toEqual([]);
    expect(modeOf(dataDirectory)).toBe(0o700);
  });

  test("neither an application nor a hostPath volume of the whole node sees the user's files", async () => {
    const secret = join(checkout.home, "secret");
    writeFileSync(secret, "readable for everyone", { mode: 0o644 });
    const users = [secret, checkout.dir, join(dataDirectory, "kubeconfig"), "/etc/subuid", "/etc/hostname"];
    const nothing = users.map(() => "ENOENT");
    expect(await seenByApplication(kubectl, [...users, dataDirectory])).toEqual([
      ...nothing.slice(0, -1),
      expect.any(Number), // Every container has its own /etc/hostname.
      "ENOENT",
    ]);
    // Of the user's home, a node has the folders on the way to the cluster's own.
    const seen = await seenByHostPath(kubectl, checkout.home, [...users, checkout.home, dataDirectory]);
    expect(seen).toEqual([...nothing, [".local"], ["data", "logs", "pki"]]);
  });

  test.each(faults(() => dataDirectory))(
    "the page recovers by itself after $what is killed",
    async (fault) => {
      const report = await recoverFrom(fault, PAGE);
      console.log(`${fault.what} killed, without root: ${describeTraffic(report)}`);
      if (fault.lossless) expect(report.failures).toEqual([]);
    },
  );

  test("after a kill of the whole cluster, as by a reboot, the next up continues", async () => {
    const uid = await kubectl("get", "namespace", "istio-system", "-o", "jsonpath={.metadata.uid}");
    process.kill(pidOf("meshstack-kubernetes", " serve ", dataDirectory), "SIGKILL");
    const ended = () => (processesIn(dataDirectory).length === 0 ? true : undefined);
    expect(await until(ended, { timeoutMs: 20_000 })).toBe(true);
    await checkout.make("up");
    expect(await kubectl("get", "namespace", "istio-system", "-o", "jsonpath={.metadata.uid}")).toBe(uid);
    expect(await answers(PAGE)).toBe(true);
  });

  test("make destroy leaves nothing on the machine", async () => {
    await checkout.make("destroy");
    expect(processesOf(checkout.owns)).toEqual([]);
    expect(listenersOf(checkout.owns)).toEqual([]);
    expect(existsSync(dataDirectory)).toBe(false);
    expect(filesBelow(join(checkout.home, ".local/state"))).toEqual([
      join(checkout.home, ".local/state/meshstack/passphrase"),
    ]);
    expect(hostState()).toEqual(before);
    await expect(fetch(PAGE)).rejects.toThrow();
  });
});
