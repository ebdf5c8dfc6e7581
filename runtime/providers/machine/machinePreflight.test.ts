import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestResource } from "../../../test/support/testResource";
import { describeLacks, errorsOf, judge } from "./preflight/check";
import { capabilitiesOf, knownCapabilities } from "../../../lib/capabilities";
import { availableMemory, gatherFacts, isFilesystem } from "./preflight/machine/facts";
import { type Facts, machineChecks, machineSentence } from "./preflight/machine/checks";
import { needs, type Needs } from "./preflight/machine/requirements";

const lacks = (wanted: Needs, facts: Facts) => errorsOf(judge(machineChecks, wanted, facts));

const onLinux = process.platform === "linux" ? test : test.skip;

const everything = needs.parse({
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
  capabilities: new Set(["CAP_NET_ADMIN"]),
  files: new Set(),
  filesystems: new Set(),
  namespaces: new Set(),
  memory: 100,
  disk: new Map([["/data", 20]]),
  listeners: new Map([[32000, "nginx (process 7)"]]),
};

test("all that is lacking is one message, with what to do and the packages at once", () => {
  expect(describeLacks(machineSentence(everything), lacks(everything, nothing)))
    .toBe(`this machine lacks what real nodes need; nothing was started:
  root (CAP_SYS_ADMIN): run the command with sudo
  containerd: install the Debian package containerd, or have it on PATH by other means
  /usr/lib/cni/bridge: install the Debian package containernetworking-plugins, or have it there by other means
  /usr/lib/cni/portmap: install the Debian package containernetworking-plugins, or have it there by other means
  the kernel's filesystem overlay: load it (modprobe overlay), or use a kernel that has it
  the kernel's net namespaces: use a kernel that has them
  memory: 2000 MiB are to be available, and 100 MiB are; end what is not needed
  disk space: 3000 MiB are to be free for /data, and 20 MiB are; make room there
  the port 32000 for the ingress: nginx (process 7) listens on it; end that, or choose another port
All packages at once: apt-get install containerd containernetworking-plugins`);
});

test("another system is named, and nothing else asked of it", () => {
  expect(lacks(everything, { ...nothing, platform: "darwin" })).toEqual([
    { text: "Linux: this is darwin; use a Linux machine or virtual machine" },
  ]);
});

test.each([
  ["CapEff:\t000001ffffffffff\n", "CAP_SYS_ADMIN", true],
  ["CapEff:\t000001fffeffffff\n", "CAP_SYS_RESOURCE", false],
  ["CapEff:\t0000000000000000\n", "CAP_SYS_ADMIN", false],
  ["CapEff:\t0000000000001000\n", "CAP_NET_ADMIN", true],
  ["CapInh:\t000001ffffffffff\n", "CAP_NET_ADMIN", false],
])("in %j %s is %s", (status, name, there) => expect(capabilitiesOf(status, "CapEff").has(name)).toBe(there));

test("a kernel's last capability says which it knows", () => {
  expect(knownCapabilities("40\n").at(-1)).toBe("CAP_CHECKPOINT_RESTORE");
  expect(knownCapabilities("37")).not.toContain("CAP_BPF");
});

test("filesystems and memory are read as the kernel writes them", () => {
  expect(isFilesystem("overlay", "nodev\tsysfs\nnodev\toverlay\n\text4\n")).toBe(true);
  expect(isFilesystem("ext4", "nodev\tsysfs\n\text4\n")).toBe(true);
  expect(isFilesystem("ext", "\text4\n")).toBe(false);
  expect(availableMemory("MemTotal: 10 kB\nMemAvailable:   20480 kB\n")).toBe(20);
});

onLinux("what is there is found", () => {
  const asked = needs.parse({
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
  const facts = gatherFacts(asked);
  expect([...facts.files]).toEqual(["sh", "/proc/self"]);
  expect([...facts.namespaces]).toEqual(["net"]);
  expect(lacks(asked, facts).map(({ text }) => text)).toEqual([
    "there-is-no-such-program: install the Debian package none, or have it on PATH by other means",
    "the kernel's nonsense namespaces: use a kernel that has them",
  ]);
});

onLinux("each up looks again: a port that is taken is an error until it is free", async () => {
  const folder = mkdtempSync(join(tmpdir(), "prerequisites-"));
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer().listen(0, "127.0.0.1", () => resolve(listening));
  });
  const { port } = server.address() as { port: number };
  const inputs = { for: "this test", ports: [{ port, for: "a page" }] };
  const resource = new TestResource("local:index:Prerequisites", folder);
  try {
    await expect(resource.up(inputs)).rejects.toThrow(`the port ${port} for a page: `);
    await new Promise((resolve) => server.close(resolve));
    expect(await resource.up(inputs)).not.toBe("same");
    expect(await resource.up(inputs)).toBe("same");
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});
