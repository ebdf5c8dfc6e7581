import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestResource } from "../../../../../test/support/testResource";
import { writeMarker } from "../../directoryMarker";
import { errorsOf, messageOf } from "../../../../../lib/checks/check";
import { runChecks } from "../../../../../lib/checks/runChecks";
import { describeFailures } from "../preflightType";
import { capabilitiesOf, knownCapabilities } from "../../../../../lib/capabilities";
import { type Facts, gatherFacts, isFilesystem, type Requirements } from "./facts";
import { availableMemory } from "./memory";
import { machineChecks, machinePreflight } from "./checks";

const failures = async (wanted: Requirements, facts: Facts) =>
  errorsOf(await runChecks(machineChecks, [wanted, facts]));
const messages = async (wanted: Requirements, facts: Facts) => (await failures(wanted, facts)).map(messageOf);

const onLinux = process.platform === "linux" ? test : test.skip;

const everything = machinePreflight.inputs.parse({
  for: "real nodes",
  capabilities: ["CAP_SYS_ADMIN", "CAP_NET_ADMIN"],
  files: [
    { name: "containerd", package: "containerd" },
    { name: "/usr/lib/cni/bridge", package: "containernetworking-plugins" },
    { name: "/usr/lib/cni/portmap", package: "containernetworking-plugins" },
  ],
  filesystems: ["overlay"],
  namespaces: ["net"],
  memory: 2000,
  disk: [{ path: "/data", free: 3000 }],
  ports: [{ port: 32000, for: "the ingress" }],
});

const nothing: Facts = {
  platform: "linux",
  isRoot: true,
  missingForNamespace: [],
  capabilities: new Set(["CAP_NET_ADMIN"]),
  files: new Set(),
  filesystems: new Set(),
  namespaces: new Set(),
  memory: 100,
  disk: new Map([["/data", 20]]),
  listeners: new Map([[32000, "nginx (process 7)"]]),
};

test("lists all failures in one message, with fixes and all packages", async () => {
  expect(describeFailures(machinePreflight.sentence(everything), await failures(everything, nothing)))
    .toBe(`Preflight checks of this machine for real nodes failed; nothing was started:
  root's capabilities: missing CAP_SYS_ADMIN. Run the command with sudo.
  containerd: not found on PATH. Install the Debian package containerd.
  /usr/lib/cni/bridge: not found
  /usr/lib/cni/portmap: not found
  Install the Debian package containernetworking-plugins.
  kernel filesystem overlay: not found. Load it (modprobe overlay), or use a kernel that has it.
  kernel namespaces net: not found. Use a kernel that has them.
  memory: found 100 MiB available; expected 2000 MiB. Stop other processes, or raise the memory limit of the container.
  disk space for /data: found 20 MiB; expected 3000 MiB. Free some space there.
  port 32000 for the ingress: found nginx (process 7) listening; expected a free port. Stop the process that uses the port, or choose another port in the stack file.
Install all packages: apt-get install containerd containernetworking-plugins`);
});

test("rejects another platform without further failures", async () => {
  expect(await messages(everything, { ...nothing, platform: "darwin" })).toEqual([
    "platform: found darwin; expected linux. Use a Linux machine or virtual machine.",
  ]);
});

describe("for a user who is not root", () => {
  const inNamespace = { ...everything, userNamespaceFor: "/data", files: [], disk: [], ports: [], memory: 0 };
  const able: Facts = {
    ...nothing,
    isRoot: false,
    filesystems: new Set(["overlay"]),
    namespaces: new Set(["net"]),
  };
  const resultsOf = async (facts: Facts) => {
    const results = await runChecks(machineChecks, [inNamespace, facts]);
    return Object.fromEntries(results.map(({ id, result }) => [id, result] as const));
  };

  test("requires no capability where a user namespace is possible", async () => {
    expect(await failures(inNamespace, able)).toEqual([]);
    expect(await resultsOf(able)).toMatchObject({ root: "skipped", uidmap: "passed", overlay: "passed" });
  });

  test("reports missing requirements of user namespaces, and skips the later ones", async () => {
    const missing = {
      id: "uidmap",
      why: "newuidmap: not found on PATH",
      fix: "Install the Debian package uidmap",
      package: "uidmap",
    } as const;
    const facts = { ...able, missingForNamespace: [missing] };
    expect(describeFailures("sentence", await failures(inNamespace, facts))).toBe(
      "sentence:\n  newuidmap: not found on PATH. Install the Debian package uidmap.\n" +
        "Install all packages: apt-get install uidmap",
    );
    expect(await resultsOf(facts)).toMatchObject({ uidmap: "failed", "user-namespaces": "skipped" });
  });

  test("requires capabilities where no user namespace may be used", async () => {
    expect(await messages({ ...inNamespace, userNamespaceFor: undefined }, able)).toEqual([
      "root's capabilities: missing CAP_SYS_ADMIN. Run the command with sudo.",
    ]);
  });

  test("skips the requirements of user namespaces as root", async () => {
    expect(await resultsOf({ ...able, isRoot: true })).toMatchObject({ root: "failed", uidmap: "skipped" });
  });
});

test.each([
  ["CapEff:\t000001ffffffffff\n", "CAP_SYS_ADMIN", true],
  ["CapEff:\t000001fffeffffff\n", "CAP_SYS_RESOURCE", false],
  ["CapEff:\t0000000000000000\n", "CAP_SYS_ADMIN", false],
  ["CapEff:\t0000000000001000\n", "CAP_NET_ADMIN", true],
  ["CapInh:\t000001ffffffffff\n", "CAP_NET_ADMIN", false],
])("in %j %s is %s", (status, name, there) => expect(capabilitiesOf(status, "CapEff").has(name)).toBe(there));

test("reads the capabilities that a kernel knows", () => {
  expect(knownCapabilities("40\n").at(-1)).toBe("CAP_CHECKPOINT_RESTORE");
  expect(knownCapabilities("37")).not.toContain("CAP_BPF");
});

const MACHINE = { "/proc/meminfo": "MemTotal: 10 kB\nMemAvailable:   20480 kB\n" };
const MiB = 1 << 20;
test.each<[string, Record<string, string>, number]>([
  ["no limit", {}, 20],
  ["cgroups without a limit", { "/proc/self/cgroup": "0::/a\n", "/sys/fs/cgroup/a/memory.max": "max\n" }, 20],
  [
    "a limit of its cgroup (v2), without file pages",
    {
      "/proc/self/cgroup": "0::/a\n",
      "/sys/fs/cgroup/a/memory.max": `${9 * MiB}\n`,
      "/sys/fs/cgroup/a/memory.current": `${7 * MiB}\n`,
      "/sys/fs/cgroup/a/memory.stat": `anon 5\ninactive_file ${3 * MiB}\nactive_file 9\n`,
    },
    5,
  ],
  [
    "a smaller limit of a cgroup above (v2)",
    {
      "/proc/self/cgroup": "0::/a/b/c\n",
      "/sys/fs/cgroup/a/memory.max": `${4 * MiB}\n`,
      "/sys/fs/cgroup/a/memory.current": "0\n",
      "/sys/fs/cgroup/a/b/c/memory.max": `${9 * MiB}\n`,
      "/sys/fs/cgroup/a/b/c/memory.current": "0\n",
    },
    4,
  ],
  [
    "a limit of a container (v1), whose cgroup it sees as the root",
    {
      "/proc/self/cgroup": "9:cpu,cpuacct:/docker/1\n4:memory:/docker/1\n0::/\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${8 * MiB}\n`,
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": `${2 * MiB}\n`,
      "/sys/fs/cgroup/memory/memory.stat": `inactive_file 5\ntotal_inactive_file ${MiB}\n`,
    },
    7,
  ],
  [
    "an exceeded limit",
    {
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/memory.max": "100\n",
      "/sys/fs/cgroup/memory.current": "200\n",
    },
    0,
  ],
])("with %s the available memory is limited accordingly", (_, files, expected) => {
  const all: Record<string, string> = { ...MACHINE, ...files };
  expect(availableMemory((path) => all[path] ?? "")).toBe(expected);
});

test("reads filesystems from the kernel's list", () => {
  expect(isFilesystem("overlay", "nodev\tsysfs\nnodev\toverlay\n\text4\n")).toBe(true);
  expect(isFilesystem("ext4", "nodev\tsysfs\n\text4\n")).toBe(true);
  expect(isFilesystem("ext", "\text4\n")).toBe(false);
});

onLinux("finds what exists on this machine", async () => {
  const asked = machinePreflight.inputs.parse({
    for: "this test",
    files: [
      { name: "sh", package: "dash" },
      { name: "/proc/self", package: "none" },
      { name: "there-is-no-such-program", package: "none" },
    ],
    namespaces: ["net", "nonsense"],
    disk: [{ path: join(tmpdir(), "not", "there", "yet"), free: 1 }],
    memory: 1,
  });
  const facts = await gatherFacts(asked);
  expect([...facts.files]).toEqual(["sh", "/proc/self"]);
  expect([...facts.namespaces]).toEqual(["net"]);
  expect(await messages(asked, facts)).toEqual([
    "there-is-no-such-program: not found on PATH. Install the Debian package none.",
    "kernel namespaces nonsense: not found. Use a kernel that has them.",
  ]);
});

onLinux("names the stack whose cluster listens on a port, and the program of any other process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "prerequisites-"));
  const program = join(folder, "meshstack-kubernetes");
  const listener =
    'require("net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port) })';
  const child = `require("child_process").spawn(${JSON.stringify(program)}, ["-e", ${JSON.stringify(listener)}], { stdio: "inherit" })`;
  const children: ChildProcess[] = [];
  /** Starts a program as the cluster's is started. It listens itself, or a child does. */
  const listen = async (code: string, config: string) => {
    writeFileSync(join(folder, "serve"), code);
    const started = spawn(program, ["serve", "--config", config], { cwd: folder, detached: true });
    children.push(started);
    const [port] = (await once(started.stdout, "data")) as [Buffer];
    return Number(port);
  };
  try {
    symlinkSync(process.execPath, program);
    await writeMarker(folder, {
      urn: "urn:pulumi:demo::shop::type::name",
      root: "/home/me/shop",
      instance: "i",
    });
    const all = [
      await listen(listener, join(folder, "config.json")),
      await listen(child, join(folder, "config.json")),
      await listen(listener, join(folder, "absent", "config.json")),
    ];
    const ports = all.map((port) => ({ port, for: "a page" }));
    const { listeners } = await gatherFacts(machinePreflight.inputs.parse({ for: "this test", ports }));
    const stack = expect.stringMatching(/^stack demo of the checkout \/home\/me\/shop \(process \d+\)$/);
    expect(all.map((port) => listeners.get(port))).toEqual([
      stack,
      stack,
      `meshstack-kubernetes (process ${children[2]!.pid})`,
    ]);
  } finally {
    for (const { pid } of children) process.kill(-pid!, "SIGKILL");
    rmSync(folder, { recursive: true });
  }
});

onLinux("checks again in each up: a taken port is an error until it is free", async () => {
  const folder = mkdtempSync(join(tmpdir(), "prerequisites-"));
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer().listen(0, "127.0.0.1", () => resolve(listening));
  });
  const { port } = server.address() as { port: number };
  const inputs = { for: "this test", ports: [{ port, for: "a page" }] };
  const resource = new TestResource("local:index:Prerequisites", folder);
  try {
    await expect(resource.up(inputs)).rejects.toThrow(`port ${port} for a page: `);
    await new Promise((resolve) => server.close(resolve));
    expect(await resource.up(inputs)).not.toBe("same");
    expect(await resource.up(inputs)).toBe("same");
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

onLinux("accepts a port of the running process and its children, not one of another process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "prerequisites-"));
  const pidFile = join(folder, "pid");
  const listener =
    'require("net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port) })';
  const child = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(listener)}], { stdio: "inherit" })`;
  const started = spawn(process.execPath, ["-e", `${listener};${child}`], { detached: true });
  const other = await new Promise<Server>((resolve) => {
    const listening = createServer().listen(0, "127.0.0.1", () => resolve(listening));
  });
  try {
    const own: number[] = [];
    for await (const text of started.stdout) {
      own.push(...String(text).trim().split("\n").map(Number));
      if (own.length === 2) break;
    }
    const stat = readFileSync(`/proc/${started.pid}/stat`, "utf8");
    const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    writeFileSync(pidFile, `fingerprint\n${bootId}${started.pid}\n${stat}`);
    const { port } = other.address() as { port: number };
    const ports = [...own, port].map((each) => ({ port: each, for: "a page" }));
    const inputs = machinePreflight.inputs.parse({ for: "this test", pidFile, ports });
    const results = await machinePreflight.run(inputs, { resolve: (path) => path });
    expect(errorsOf(results).map(messageOf)).toEqual([
      expect.stringContaining(`port ${port} for a page: found `),
    ]);
  } finally {
    process.kill(-started.pid!, "SIGKILL");
    other.close();
    rmSync(folder, { recursive: true });
  }
});
