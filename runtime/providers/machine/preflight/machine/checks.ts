import type { Missing } from "../../../../../lib/realNodes";
import type { Check, CheckDescription, Failure } from "../../../../../lib/checks/check";
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

type MachineCheck = Check<[requirements: Requirements, facts: Facts]>;

/** The sentence before the failures of a machine. */
export const machineSentence = (requirements: Pick<Requirements, "for">): string =>
  `Preflight checks of this machine for ${requirements.for} failed; nothing was started`;

const NO_LINUX = { skipped: "this machine does not run Linux" };

/** A check of a list of requirements, on Linux only. */
const each = <Item>(
  check: CheckDescription,
  itemsOf: (requirements: Requirements) => readonly Item[],
  evaluateItem: (item: Item, facts: Facts) => Failure | string | undefined,
  foundOf: (items: readonly Item[], facts: Facts) => string[] = (items) => [items.map(String).join(", ")],
): MachineCheck => ({
  ...check,
  run(requirements, facts) {
    const items = itemsOf(requirements);
    if (items.length === 0) return undefined;
    if (facts.platform !== "linux") return NO_LINUX;
    const failures = items.flatMap((item) => evaluateItem(item, facts) ?? []);
    return { failures, found: foundOf(items, facts) };
  },
});

const linux: MachineCheck = {
  id: "linux",
  title: "this machine runs Linux",
  fix: "Use a Linux machine or virtual machine.",
  run: (_, { platform }) => ({
    failures: platform === "linux" ? [] : [`platform: found ${platform}; expected linux`],
  }),
};

/** True for a user who uses a user namespace instead of root's capabilities. */
const usesNamespace = ({ userNamespaceFor }: Requirements, { isRoot }: Facts): boolean =>
  userNamespaceFor !== undefined && !isRoot;

const capabilities: MachineCheck = {
  id: "root",
  title: "the command has root's capabilities",
  fix: "Run the command with sudo.",
  note: "Real nodes also run without root, in a user namespace.",
  run(requirements, facts) {
    if (requirements.capabilities.length === 0) return undefined;
    if (facts.platform !== "linux") return NO_LINUX;
    if (usesNamespace(requirements, facts)) return { skipped: "without root, a user namespace is used" };
    const missing = requirements.capabilities.filter((name) => !facts.capabilities.has(name));
    return {
      failures: missing.length === 0 ? [] : [`root's capabilities: missing ${missing.join(", ")}`],
      found: [requirements.capabilities.join(", ")],
    };
  },
};

/** A check of one requirement of a user namespace, for users other than root. */
const namespaceCheck = (check: CheckDescription & Pick<Missing, "id">): MachineCheck => ({
  ...check,
  run(requirements, facts) {
    if (requirements.userNamespaceFor === undefined) return undefined;
    if (facts.platform !== "linux") return NO_LINUX;
    if (facts.isRoot) return { skipped: "root needs no user namespace" };
    const failures = facts.missingForNamespace
      .filter(({ id }) => id === check.id)
      .map(({ why, fix, package: name }) => ({ text: why, fix, package: name }));
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
    fix: "Install the Debian package uidmap.",
    note: "Its programs, which have root's rights, cannot come from a cache.",
  }),
  namespaceCheck({
    id: "subordinate-ids",
    title: "the user has 65536 subordinate user ids and group ids",
    fix: "Run the reported `usermod` command as root, which adds the lines to /etc/subuid and /etc/subgid.",
  }),
  namespaceCheck({
    id: "user-namespaces",
    title: "the user can create a user namespace with these ids",
    fix: "Run the reported `sysctl` command as root. In a container, allow user namespaces.",
    note: "A kernel setting forbids them: `user.max_user_namespaces`, `kernel.unprivileged_userns_clone`, or on Ubuntu 24.04 `kernel.apparmor_restrict_unprivileged_userns`.",
  }),
  namespaceCheck({
    id: "overlay",
    title: "an overlay file system can be mounted in it, in the data's folder",
    fix: "Use Linux 5.11 or later, and a data folder on a local, writable file system.",
  }),
];

const programs = each(
  {
    id: "programs",
    title: "programs and files are installed",
    fix: "Install the Debian package, or put the program on PATH.",
  },
  ({ files }) => files,
  (file, facts) =>
    facts.files.has(file.name)
      ? undefined
      : {
          text: `${file.name}: not found${file.name.startsWith("/") ? "" : " on PATH"}`,
          fix: `Install the Debian package ${file.package}.`,
          package: file.package,
        },
  (files) => [files.map(({ name }) => name).join(", ")],
);

const filesystems = each(
  {
    id: "filesystems",
    title: "the kernel has the filesystems",
    fix: "Load the kernel module (`modprobe NAME`), or use a kernel that has it.",
  },
  (requirements) => requirements.filesystems,
  (name, facts) =>
    facts.filesystems.has(name)
      ? undefined
      : {
          text: `kernel filesystem ${name}: not found`,
          fix: `Load it (modprobe ${name}), or use a kernel that has it.`,
        },
);

const namespaces = each(
  { id: "namespaces", title: "the kernel has the namespaces", fix: "Use a kernel that has them." },
  (requirements) => requirements.namespaces,
  (name, facts) => (facts.namespaces.has(name) ? undefined : `kernel namespaces ${name}: not found`),
);

const memory: MachineCheck = {
  id: "memory",
  title: "enough memory is available",
  fix: "Stop other processes, or raise the memory limit of the container.",
  run(requirements, facts) {
    if (requirements.memory === 0) return undefined;
    if (facts.platform !== "linux") return NO_LINUX;
    const { memory: least } = requirements;
    const text = `memory: found ${facts.memory} MiB available; expected ${least} MiB`;
    return {
      failures: facts.memory < least ? [text] : [],
      found: [`${facts.memory} MiB; required ${least}`],
    };
  },
};

const disk = each(
  { id: "disk", title: "enough disk space is free", fix: "Free some space there." },
  (requirements) => requirements.disk,
  ({ path, free }, facts) => {
    const found = facts.disk.get(path);
    return found === undefined || found >= free
      ? undefined
      : `disk space for ${path}: found ${found} MiB; expected ${free} MiB`;
  },
  (disks, facts) =>
    disks.map(({ path, free }) => `${facts.disk.get(path) ?? "?"} MiB for ${path}; required ${free}`),
);

const ports = each(
  {
    id: "ports",
    title: "the ports are free",
    fix: "Stop the process that uses the port, or choose another port in the stack file.",
    note: "The message names the process that listens.",
  },
  (requirements) => requirements.ports,
  ({ port, for: purpose }, facts) => {
    const listener = facts.listeners.get(port);
    return listener === undefined
      ? undefined
      : `port ${port} for ${purpose}: found ${listener} listening; expected a free port`;
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
