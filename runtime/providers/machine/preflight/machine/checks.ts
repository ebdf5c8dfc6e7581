import type { Missing } from "../../../../../lib/realNodes";
import type { Check, Failure, Verdict } from "../check";
import type { Requirements } from "./requirements";

/** What was found on a machine, as far as it is required. */
export interface Facts {
  platform: string;
  /** True if the command runs as root. */
  isRoot: boolean;
  /** The missing requirements of a node in a user namespace; empty as root. */
  missingForNamespace: readonly Missing[];
  /** The capabilities of this process. */
  capabilities: ReadonlySet<string>;
  /** Names and paths that exist. */
  files: ReadonlySet<string>;
  filesystems: ReadonlySet<string>;
  namespaces: ReadonlySet<string>;
  /** MiB. */
  memory: number;
  /** Free MiB by path; absent where unknown. */
  disk: ReadonlyMap<string, number>;
  /** The listening process by port; only ports that are taken. */
  listeners: ReadonlyMap<number, string>;
}

type MachineCheck = Check<Requirements, Facts>;

/** The sentence before the failures of a machine. */
export const machineSentence = (requirements: Pick<Requirements, "for">): string =>
  `Preflight checks of this machine for ${requirements.for} failed; nothing was started`;

const NO_LINUX = { skipped: "this machine does not run Linux" };

/** A check of a list of requirements, on Linux only. */
const each = <Item>(
  check: Omit<MachineCheck, "evaluate">,
  itemsOf: (requirements: Requirements) => readonly Item[],
  evaluateItem: (item: Item, facts: Facts) => Failure | undefined,
  foundOf: (items: readonly Item[], facts: Facts) => string[] = (items) => [items.map(String).join(", ")],
): MachineCheck => ({
  ...check,
  evaluate(requirements, facts) {
    const items = itemsOf(requirements);
    if (items.length === 0) return undefined;
    if (facts.platform !== "linux") return NO_LINUX;
    const failures = items.flatMap((item) => evaluateItem(item, facts) ?? []);
    return { failures, found: failures.length === 0 ? foundOf(items, facts) : [] };
  },
});

const linux: MachineCheck = {
  id: "linux",
  title: "this machine runs Linux",
  remedy: "Use a Linux machine or virtual machine.",
  evaluate: (_, { platform }): Verdict =>
    platform === "linux"
      ? {}
      : {
          failures: [
            { text: `platform: found ${platform}; expected linux. Use a Linux machine or virtual machine.` },
          ],
        },
};

/** True for a user who uses a user namespace instead of root's capabilities. */
const usesNamespace = ({ userNamespaceFor }: Requirements, { isRoot }: Facts): boolean =>
  userNamespaceFor !== undefined && !isRoot;

const capabilities: MachineCheck = {
  id: "root",
  title: "the command has root's capabilities",
  remedy: "Run the command with sudo. Real nodes also run without root, in a user namespace.",
  evaluate(requirements, facts) {
    if (requirements.capabilities.length === 0) return undefined;
    if (facts.platform !== "linux") return NO_LINUX;
    if (usesNamespace(requirements, facts)) return { skipped: "without root, a user namespace is used" };
    const missing = requirements.capabilities.filter((name) => !facts.capabilities.has(name));
    return missing.length === 0
      ? { found: [requirements.capabilities.join(", ")] }
      : {
          failures: [
            { text: `root's capabilities: missing ${missing.join(", ")}. Run the command with sudo.` },
          ],
        };
  },
};

/** A check of one requirement of a user namespace, for users other than root. */
const namespaceCheck = (check: Omit<MachineCheck, "evaluate"> & Pick<Missing, "id">): MachineCheck => ({
  ...check,
  evaluate(requirements, facts) {
    if (requirements.userNamespaceFor === undefined) return undefined;
    if (facts.platform !== "linux") return NO_LINUX;
    if (facts.isRoot) return { skipped: "root needs no user namespace" };
    const failures = facts.missingForNamespace
      .filter(({ id }) => id === check.id)
      .map((missing) => ({
        text: `${missing.why}. ${missing.fix}.`,
        ...(missing.package !== undefined && { package: missing.package }),
      }));
    const earlier = facts.missingForNamespace[0];
    return failures.length === 0 && earlier !== undefined
      ? { skipped: "another requirement of user namespaces is missing" }
      : { failures };
  },
});

const namespaceChecks: readonly MachineCheck[] = [
  namespaceCheck({
    id: "uidmap",
    title: "newuidmap and newgidmap are installed",
    remedy:
      "Install the Debian package uidmap: its programs, which have root's rights, cannot come from a cache.",
  }),
  namespaceCheck({
    id: "subordinate-ids",
    title: "the user has 65536 subordinate user ids and group ids",
    remedy:
      "Run the `usermod` command in the message as root, which adds the lines to /etc/subuid and /etc/subgid.",
  }),
  namespaceCheck({
    id: "user-namespaces",
    title: "the user can create a user namespace with these ids",
    remedy:
      "Run the `sysctl` command in the message as root: a kernel setting forbids it (`user.max_user_namespaces`, `kernel.unprivileged_userns_clone`, or on Ubuntu 24.04 `kernel.apparmor_restrict_unprivileged_userns`). In a container, allow them.",
  }),
  namespaceCheck({
    id: "overlay",
    title: "an overlay file system can be mounted in it, in the data's folder",
    remedy: "Use Linux 5.11 or later, and a data folder on a local, writable file system.",
  }),
];

const programs = each(
  {
    id: "programs",
    title: "programs and files are installed",
    remedy: "Install the Debian package in the message, or put the program on PATH.",
  },
  ({ files }) => files,
  (file, facts) =>
    facts.files.has(file.name)
      ? undefined
      : {
          text: `${file.name}: not found${file.name.startsWith("/") ? "" : " on PATH"}. Install the Debian package ${file.package}.`,
          package: file.package,
        },
  (files) => [files.map(({ name }) => name).join(", ")],
);

const filesystems = each(
  {
    id: "filesystems",
    title: "the kernel has the filesystems",
    remedy: "Load the kernel module (`modprobe NAME`), or use a kernel that has it.",
  },
  (requirements) => requirements.filesystems,
  (name, facts) =>
    facts.filesystems.has(name)
      ? undefined
      : {
          text: `kernel filesystem ${name}: not found. Load it (modprobe ${name}), or use a kernel that has it.`,
        },
);

const namespaces = each(
  { id: "namespaces", title: "the kernel has the namespaces", remedy: "Use a kernel that has them." },
  (requirements) => requirements.namespaces,
  (name, facts) =>
    facts.namespaces.has(name)
      ? undefined
      : { text: `kernel namespaces ${name}: not found. Use a kernel that has them.` },
);

const memory: MachineCheck = {
  id: "memory",
  title: "enough memory is available",
  remedy: "Stop other processes, or raise the memory limit of the container.",
  evaluate(requirements, facts) {
    if (requirements.memory === 0) return undefined;
    if (facts.platform !== "linux") return NO_LINUX;
    return facts.memory >= requirements.memory
      ? { found: [`${facts.memory} MiB; required ${requirements.memory}`] }
      : {
          failures: [
            {
              text: `memory: found ${facts.memory} MiB available; expected ${requirements.memory} MiB. Stop other processes, or raise the memory limit of the container.`,
            },
          ],
        };
  },
};

const disk = each(
  { id: "disk", title: "enough disk space is free", remedy: "Free some space where the folder is." },
  (requirements) => requirements.disk,
  ({ path, free }, facts) => {
    const found = facts.disk.get(path);
    return found === undefined || found >= free
      ? undefined
      : { text: `disk space for ${path}: found ${found} MiB; expected ${free} MiB. Free some space there.` };
  },
  (disks, facts) =>
    disks.map(({ path, free }) => `${facts.disk.get(path) ?? "?"} MiB for ${path}; required ${free}`),
);

const ports = each(
  {
    id: "ports",
    title: "the ports are free",
    remedy: "Stop the process that listens on the port, or choose another port in the stack file.",
  },
  (requirements) => requirements.ports,
  ({ port, for: purpose }, facts) => {
    const listener = facts.listeners.get(port);
    return listener === undefined
      ? undefined
      : {
          text: `port ${port} for ${purpose}: found ${listener} listening; expected a free port. Stop it, or choose another port in the stack file.`,
        };
  },
  (all) => [all.map(({ port }) => port).join(", ")],
);

/** The checks of the machine on which the command runs. */
export const machineChecks: readonly MachineCheck[] = [
  linux,
  capabilities,
  ...namespaceChecks,
  programs,
  filesystems,
  namespaces,
  memory,
  disk,
  ports,
];
