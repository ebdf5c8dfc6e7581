import type { Check, Lack, Verdict } from "../check";
import type { Needs } from "./requirements";

/** What was found on a machine, as far as it was asked for. */
export interface Facts {
  platform: string;
  /** The names of the capabilities that this process has. */
  capabilities: ReadonlySet<string>;
  /** Names and paths that are there. */
  files: ReadonlySet<string>;
  filesystems: ReadonlySet<string>;
  namespaces: ReadonlySet<string>;
  /** MiB. */
  memory: number;
  /** MiB that are free, by path; without an entry where that could not be found out. */
  disk: ReadonlyMap<string, number>;
  /** Who listens, by port; only ports that are taken. */
  listeners: ReadonlyMap<number, string>;
}

type MachineCheck = Check<Needs, Facts>;

/** The sentence in front of what this machine lacks. */
export const machineSentence = (needs: Pick<Needs, "for">): string =>
  `this machine lacks what ${needs.for} need; nothing was started`;

/** A check of a list of things, on Linux only. */
const each = <Item>(
  check: Omit<MachineCheck, "judge">,
  itemsOf: (needs: Needs) => readonly Item[],
  judgeItem: (item: Item, facts: Facts) => Lack | undefined,
  foundOf: (items: readonly Item[], facts: Facts) => string[] = (items) => [items.map(String).join(", ")],
): MachineCheck => ({
  ...check,
  judge(needs, facts) {
    const items = itemsOf(needs);
    if (items.length === 0) return undefined;
    if (facts.platform !== "linux") return { leftOut: "this machine does not run Linux" };
    const lacks = items.flatMap((item) => judgeItem(item, facts) ?? []);
    return { lacks, found: lacks.length === 0 ? foundOf(items, facts) : [] };
  },
});

const linux: MachineCheck = {
  id: "linux",
  title: "this machine runs Linux",
  remedy: "Use a Linux machine or virtual machine.",
  judge: (_, { platform }): Verdict =>
    platform === "linux"
      ? {}
      : { lacks: [{ text: `Linux: this is ${platform}; use a Linux machine or virtual machine` }] },
};

const capabilities: MachineCheck = {
  id: "root",
  title: "root's capabilities",
  remedy: "Run the command with sudo.",
  judge(needs, facts) {
    if (needs.capabilities.length === 0) return undefined;
    if (facts.platform !== "linux") return { leftOut: "this machine does not run Linux" };
    const missing = needs.capabilities.filter((name) => !facts.capabilities.has(name));
    return missing.length === 0
      ? { found: [needs.capabilities.join(", ")] }
      : { lacks: [{ text: `root (${missing.join(", ")}): run the command with sudo` }] };
  },
};

const programs = each(
  {
    id: "programs",
    title: "programs and files",
    remedy: "Install the Debian package that is named, or have the program on PATH by other means.",
  },
  ({ files }) => files,
  (file, facts) =>
    facts.files.has(file.name)
      ? undefined
      : {
          text: `${file.name}: install the Debian package ${file.package}, or have it ${file.name.startsWith("/") ? "there" : "on PATH"} by other means`,
          package: file.package,
        },
  (files) => [files.map(({ name }) => name).join(", ")],
);

const filesystems = each(
  {
    id: "filesystems",
    title: "the kernel's filesystems",
    remedy: "Load the kernel's module (`modprobe NAME`), or use a kernel that has it.",
  },
  (needs) => needs.filesystems,
  (name, facts) =>
    facts.filesystems.has(name)
      ? undefined
      : { text: `the kernel's filesystem ${name}: load it (modprobe ${name}), or use a kernel that has it` },
);

const namespaces = each(
  {
    id: "namespaces",
    title: "the kernel's namespaces",
    remedy: "Use a kernel that has them.",
  },
  (needs) => needs.namespaces,
  (name, facts) =>
    facts.namespaces.has(name)
      ? undefined
      : { text: `the kernel's ${name} namespaces: use a kernel that has them` },
);

const memory: MachineCheck = {
  id: "memory",
  title: "memory that is available",
  remedy: "End what is not needed.",
  judge(needs, facts) {
    if (needs.memory === 0) return undefined;
    if (facts.platform !== "linux") return { leftOut: "this machine does not run Linux" };
    return facts.memory >= needs.memory
      ? { found: [`${facts.memory} MiB, of which ${needs.memory} are needed`] }
      : {
          lacks: [
            {
              text: `memory: ${needs.memory} MiB are to be available, and ${facts.memory} MiB are; end what is not needed`,
            },
          ],
        };
  },
};

const disk = each(
  { id: "disk", title: "room on the disk", remedy: "Make room where the folder is, or would be." },
  (needs) => needs.disk,
  ({ path, free }, facts) => {
    const found = facts.disk.get(path);
    return found === undefined || found >= free
      ? undefined
      : {
          text: `disk space: ${free} MiB are to be free for ${path}, and ${found} MiB are; make room there`,
        };
  },
  (disks, facts) =>
    disks.map(
      ({ path, free }) => `${facts.disk.get(path) ?? "?"} MiB for ${path}, of which ${free} are needed`,
    ),
);

const ports = each(
  {
    id: "ports",
    title: "ports that are free",
    remedy: "End what listens on the port, or choose another one in the stack file.",
  },
  (needs) => needs.ports,
  ({ port, for: purpose }, facts) => {
    const listener = facts.listeners.get(port);
    return listener === undefined
      ? undefined
      : {
          text: `the port ${port} for ${purpose}: ${listener} listens on it; end that, or choose another port`,
        };
  },
  (all) => [all.map(({ port }) => port).join(", ")],
);

/** What is looked at on the machine on which the command runs. */
export const machineChecks: readonly MachineCheck[] = [
  linux,
  capabilities,
  programs,
  filesystems,
  namespaces,
  memory,
  disk,
  ports,
];
