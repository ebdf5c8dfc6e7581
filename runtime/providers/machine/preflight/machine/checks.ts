import type { Missing } from "../../../../../lib/realNodes";
import type { Check, CheckDescription } from "../../../../../lib/checks/check";
import { runChecks } from "../../../../../lib/checks/runChecks";
import { isAlive } from "../../../../../lib/processIdentity";
import type { InputsOf } from "../../../framework/sdk/definition";
import type { Context } from "../../../framework/resourceType";
import { readRecord } from "../../process/launch";
import { machinePreflight as definition } from "../../sdk/preflight";
import { preflightType } from "../preflightType";
import { type Facts, gatherFacts, isTakenByOther, type Requirements } from "./facts";

type MachineCheck = Check<[requirements: Requirements, facts: Facts]>;

const linux: MachineCheck = {
  id: "linux",
  title: "this machine runs Linux",
  fix: "Use a Linux machine or virtual machine.",
  run: (_, { platform }) => ({
    failures: platform === "linux" ? [] : [`platform: found ${platform}; expected linux`],
  }),
};

/** A check of one requirement of a user namespace, for users other than root. */
const namespaceCheck = (check: CheckDescription & Pick<Missing, "id">): MachineCheck => ({
  ...check,
  run({ userNamespaceFor }, { isRoot, missingForNamespace }) {
    if (userNamespaceFor === undefined) return undefined;
    if (isRoot) return { skipped: "root needs no user namespace" };
    const failures = missingForNamespace
      .filter(({ id }) => id === check.id)
      .map(({ why, fix, package: name }) => ({ text: why, fix, package: name }));
    return failures.length === 0 && missingForNamespace.length > 0
      ? { skipped: "another requirement of user namespaces is missing" }
      : { failures };
  },
});

const linuxChecks: readonly MachineCheck[] = [
  {
    id: "root",
    title: "the command has root's capabilities",
    fix: "Run the command with sudo.",
    note: "Real nodes also run without root, in a user namespace.",
    run({ capabilities, userNamespaceFor }, facts) {
      if (capabilities.length === 0) return undefined;
      if (userNamespaceFor !== undefined && !facts.isRoot)
        return { skipped: "without root, a user namespace is used" };
      const missing = capabilities.filter((name) => !facts.capabilities.has(name));
      return {
        failures: missing.length === 0 ? [] : [`root's capabilities: missing ${missing.join(", ")}`],
        found: [capabilities.join(", ")],
      };
    },
  },
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
  {
    id: "programs",
    title: "programs and files are installed",
    fix: "Install the Debian package, or put the program on PATH.",
    run({ files }, facts) {
      if (files.length === 0) return undefined;
      const failures = files
        .filter(({ name }) => !facts.files.has(name))
        .map(({ name, package: debian }) => ({
          text: `${name}: not found${name.startsWith("/") ? "" : " on PATH"}`,
          fix: `Install the Debian package ${debian}.`,
          package: debian,
        }));
      return { failures, found: [files.map(({ name }) => name).join(", ")] };
    },
  },
  {
    id: "filesystems",
    title: "the kernel has the filesystems",
    fix: "Load the kernel module (`modprobe NAME`), or use a kernel that has it.",
    run({ filesystems }, facts) {
      if (filesystems.length === 0) return undefined;
      const failures = filesystems
        .filter((name) => !facts.filesystems.has(name))
        .map((name) => ({
          text: `kernel filesystem ${name}: not found`,
          fix: `Load it (modprobe ${name}), or use a kernel that has it.`,
        }));
      return { failures, found: [filesystems.join(", ")] };
    },
  },
  {
    id: "namespaces",
    title: "the kernel has the namespaces",
    fix: "Use a kernel that has them.",
    run({ namespaces }, facts) {
      if (namespaces.length === 0) return undefined;
      const missing = namespaces.filter((name) => !facts.namespaces.has(name));
      return {
        failures: missing.map((name) => `kernel namespaces ${name}: not found`),
        found: [namespaces.join(", ")],
      };
    },
  },
  {
    id: "memory",
    title: "enough memory is available",
    fix: "Stop other processes, or raise the memory limit of the container.",
    run({ memory: least }, { memory }) {
      if (least === 0) return undefined;
      const text = `memory: found ${memory} MiB available; expected ${least} MiB`;
      return { failures: memory < least ? [text] : [], found: [`${memory} MiB; required ${least}`] };
    },
  },
  {
    id: "disk",
    title: "enough disk space is free",
    fix: "Free some space there.",
    run({ disk }, facts) {
      if (disk.length === 0) return undefined;
      const disks = disk.map((wanted) => ({ ...wanted, found: facts.disk.get(wanted.path)! }));
      return {
        failures: disks
          .filter(({ found, free }) => found < free)
          .map(({ path, found, free }) => `disk space for ${path}: found ${found} MiB; expected ${free} MiB`),
        found: disks.map(({ path, found, free }) => `${found} MiB for ${path}; required ${free}`),
      };
    },
  },
  {
    id: "ports",
    title: "the ports are free",
    fix: "Stop the process that uses the port, or choose another port in the stack file.",
    note: "The message names the process that listens.",
    run({ ports }, { listeners }) {
      if (ports.length === 0) return undefined;
      const failures = ports
        .filter(({ port }) => listeners.has(port))
        .map(
          ({ port, for: purpose }) =>
            `port ${port} for ${purpose}: found ${listeners.get(port)} listening; expected a free port`,
        );
      return { failures, found: [ports.map(({ port }) => port).join(", ")] };
    },
  },
];

/** Skips a check of what is required on a machine that does not run Linux. */
const onLinux = (check: MachineCheck): MachineCheck => ({
  ...check,
  async run(requirements, facts) {
    const verdict = await check.run(requirements, facts);
    return verdict === undefined || facts.platform === "linux"
      ? verdict
      : { skipped: "this machine does not run Linux" };
  },
});

/** The checks of the machine on which the command runs. */
export const machineChecks: readonly MachineCheck[] = [linux, ...linuxChecks.map(onLinux)];

/** The requirements minus what the running process uses already. */
function remaining(
  { pidFile, ...all }: InputsOf<typeof definition>,
  resolve: Context["resolve"],
): Requirements {
  const record = pidFile === undefined ? undefined : readRecord(resolve(pidFile));
  const { userNamespaceFor: folder } = all;
  const place = folder === undefined ? {} : { userNamespaceFor: resolve(folder) };
  const disk = all.disk.map(({ path, free }) => ({ path: resolve(path), free }));
  if (record === undefined || !isAlive(record)) return { ...all, ...place, disk };
  // A changed stack file may name ports that the process does not use yet.
  const ports = all.ports.filter(({ port }) => isTakenByOther(port, record.pid));
  return { ...all, ...place, disk: [], memory: 0, ports };
}

/** Preflight checks of the machine on which the command runs. */
export const machinePreflight = preflightType<typeof definition.inputs>({
  ...definition,
  async run(given, context) {
    const wanted = remaining(given, context.resolve);
    return runChecks(machineChecks, [wanted, await gatherFacts(wanted)]);
  },
  sentence: (given) => `Preflight checks of this machine for ${given.for} failed; nothing was started`,
  idOf: (given) => given.for,
});
