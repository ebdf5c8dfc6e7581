import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../lib/until";
import { Checkout, operation } from "./checkout";
import { type Cluster, clusterOf } from "./cluster";
import { filesBelow } from "./leftovers";
import { created, wanted } from "./objects";

describe("the stacks dev and dev-tls of one checkout", () => {
  const checkout = new Checkout();
  let dev: Cluster;
  let tls: Cluster;
  /** The output of all commands. */
  let said = "";

  afterAll(() => checkout.remove("dev", "dev-tls"));

  test("start at the same time; a second command on a locked stack names the owner of the lock", async () => {
    for (const stack of ["dev", "dev-tls"]) await checkout.pulumi("stack", "init", stack, "--no-select");
    const ups = ["dev", "dev-tls"].map((stack) => checkout.start(...operation("up", stack)));
    await ups[0]!.says(/cluster-process creating/);
    // Stopped, so that it still runs when the other command starts.
    process.kill(ups[0]!.pid, "SIGSTOP");
    const { stderr } = await checkout
      .run("make", ["-s", "destroy"], [2])
      .finally(() => process.kill(ups[0]!.pid, "SIGCONT"));
    expect(stderr).toMatch(/currently locked by 1 lock/);
    expect(stderr).toMatch(new RegExp(`created by \\S+ \\(pid ${ups[0]!.pid}\\) at \\S+\\n`));
    expect(await Promise.all(ups.map((up) => up.ended))).toEqual([0, 0]);
    said = ups.map(({ output }) => output).join("");
    dev = await clusterOf(checkout, "dev");
    tls = await clusterOf(checkout, "dev-tls");
    expect(dev.port).not.toBe(tls.port);
    for (const [stack, cluster] of [
      ["dev", dev],
      ["dev-tls", tls],
    ] as const) {
      expect(await created(cluster.kubectl)).toEqual(
        [...(await wanted(checkout, stack)), "/Node /node-0"].sort(),
      );
    }
    expect([...dev.pids(), ...tls.pids()].sort()).toEqual(checkout.processes().sort());
  });

  test("expose no private key in output, state or process arguments", async () => {
    const commands = ["preview", "status"].map((target) => checkout.run("make", ["-s", target]));
    for (const { stdout, stderr } of await Promise.all(commands)) said += stdout + stderr;
    said += (await checkout.pulumi("stack", "export", "-s", "dev")).stdout;
    said += readFileSync(checkout.stateFile("dev"), "utf8");
    said += dev.pids().map((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    said += dev.pids().map((pid) => readFileSync(`/proc/${pid}/environ`, "utf8"));
    const keys = secretsOf(dev.dataDirectory);
    expect(keys.length).toBeGreaterThan(10);
    for (const key of keys) if (said.includes(key)) throw new Error(`a key was said: ${key.slice(0, 8)}…`);
    expect(said).not.toContain("PRIVATE KEY");
  });

  test("restrict their files to the user, and listen only on loopback", () => {
    const { dataDirectory, port } = dev;
    const entries = readdirSync(dataDirectory, { recursive: true, withFileTypes: true });
    const open = entries
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(statSync(dataDirectory).mode & 0o777).toBe(0o700);
    expect(statSync(checkout.stateFile("dev")).mode & 0o777).toBe(0o600);
    expect(listeners(dev.pids())).toEqual([`127.0.0.1:${port}`]);
  });

  test.each(["etcd", "kube-apiserver"])("the supervisor restarts a killed %s", async (component) => {
    const uid = await uidOf(tls);
    const before = pidOf(tls, component)!;
    process.kill(before, "SIGKILL");
    const answers = async () => {
      const pid = pidOf(tls, component);
      if (pid === undefined || pid === before) return undefined;
      return (await uidOf(tls).catch(() => "")) === uid ? true : undefined;
    };
    expect(await until(answers, { timeoutMs: 60_000 })).toBe(true);
  });

  test("after the supervisor is killed, the next up starts it again with its data", async () => {
    const before = [await uidOf(tls), await created(tls.kubectl)];
    const processes = tls.pids();
    process.kill(pidOf(tls, "serve")!, "SIGKILL");
    await checkout.pulumi(...operation("up", "dev-tls"));
    expect([await uidOf(tls), await created(tls.kubectl)]).toEqual(before);
    expect(tls.pids().filter((pid) => processes.includes(pid))).toEqual([]);
    expect(tls.pids()).toHaveLength(processes.length);
  });

  test("the destruction of one does not change the other", async () => {
    const before = [tls.pids(), await tls.generations()];
    await checkout.pulumi(...operation("destroy", "dev"));
    expect([dev.pids(), existsSync(dev.dataDirectory), await dev.accepts(dev.port)]).toEqual([
      [],
      false,
      false,
    ]);
    expect([tls.pids(), await tls.generations()]).toEqual(before);
    await checkout.pulumi(...operation("destroy", "dev-tls"));
    expect(checkout.processes()).toEqual([]);
    expect(filesBelow(join(checkout.home, "state"))).toEqual([]);
  });
});

const uidOf = async (cluster: Cluster): Promise<string> =>
  (await cluster.get("namespaces", "istio-system")).metadata.uid as string;

/** The process of a component; the supervisor's is `serve`. */
const pidOf = (cluster: Cluster, component: string): number | undefined =>
  cluster.pids().find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[1] === component);

/** A line from the middle of every private key in a folder, as PEM and in base64. */
function secretsOf(folder: string): string[] {
  const kubeconfig = readFileSync(join(folder, "kubeconfig"), "utf8");
  const keys = filesBelow(join(folder, "pki"))
    .map((file) => readFileSync(file, "utf8"))
    .filter((text) => text.includes("PRIVATE KEY"));
  const data = /client-key-data: (\S+)/.exec(kubeconfig)![1]!;
  return [
    data.slice(40, 100),
    ...keys.flatMap((pem) => [pem.split("\n")[1]!, Buffer.from(pem).toString("base64").slice(40, 100)]),
  ];
}

/** The addresses on which processes listen, as `ADDRESS:PORT`; IPv6 in the kernel's format. */
function listeners(pids: number[]): string[] {
  const sockets = new Set(
    pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
        } catch {
          return []; // It was closed meanwhile.
        }
      }),
    ),
  );
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((table) => readFileSync(table, "utf8").trim().split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && sockets.has(`socket:[${fields[9]}]`))
    .map((fields) => addressOf(fields[1]!));
}

function addressOf(text: string): string {
  const [host, port] = text.split(":") as [string, string];
  const bytes =
    host.length === 8
      ? host
          .match(/../g)!
          .reverse()
          .map((byte) => parseInt(byte, 16))
      : [host];
  return `${bytes.join(".")}:${parseInt(port, 16)}`;
}
