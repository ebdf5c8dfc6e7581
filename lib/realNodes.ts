import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { capabilitiesOf } from "./capabilities";
import { textOrEmpty } from "./fileProblem";
import { onPath } from "./onPath";
import { stateHome } from "./paths";
import { countOf, ENOUGH_IDS, freeRange } from "./subordinateIds";
import { mappableUser, NamespaceError, runInUserNamespace, SUBGID, SUBUID } from "./userNamespace";

/** The capabilities that a real node requires of root. */
export const NODE_CAPABILITIES = ["CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_SYS_CHROOT", "CAP_MKNOD"] as const;

/** The programs that download and unpack the packages of a real node and of images. */
export const PACKAGE_PROGRAMS = [
  { name: "apt-get", package: "apt" },
  { name: "dpkg-deb", package: "dpkg" },
] as const;

/** A missing requirement: what was found and expected, and how to fix it, both without a full stop. */
export interface Missing {
  id: "uidmap" | "subordinate-ids" | "user-namespaces" | "overlay";
  why: string;
  fix: string;
  /** The Debian package that fixes it. */
  package?: string;
}

/**
 * Reports whether this user can run real nodes on this machine, and why. As root it looks at the capabilities, for other
 * users it tries a user namespace. Memory, disk space and ports are checked by `up`.
 */
export async function realNodesPossible(): Promise<
  { possible: true; how: string } | { possible: false; why: string; fix: string }
> {
  const impossible = (why: string, fix: string) => ({ possible: false as const, why, fix });
  if (process.platform !== "linux")
    return impossible(`platform: found ${process.platform}; expected linux`, "Use a Linux machine");
  const absent = PACKAGE_PROGRAMS.find(({ name }) => !onPath(name));
  if (absent !== undefined)
    return impossible(`${absent.name}: not found on PATH`, `Install the Debian package ${absent.package}`);
  if (process.geteuid!() === 0) {
    const found = capabilitiesOf(textOrEmpty("/proc/self/status"), "CapEff");
    const missing = NODE_CAPABILITIES.filter((name) => !found.has(name));
    if (missing.length === 0) return { possible: true, how: "root" };
    return impossible(`root's capabilities: missing ${missing.join(", ")}`, "Run the command with sudo");
  }
  const [first] = await missingForUserNamespace(stateHome());
  return first === undefined ? { possible: true, how: "user namespaces" } : impossible(first.why, first.fix);
}

/**
 * Finds the missing requirements of a node in a user namespace, for a user who is not root.
 * @param folder where the node's data is or will be
 */
export async function missingForUserNamespace(folder: string): Promise<Missing[]> {
  const missing = [...missingPrograms(), ...missingRanges()];
  return missing.length > 0 ? missing : failedTrial(folder);
}

const missingPrograms = (): Missing[] =>
  ["newuidmap", "newgidmap"]
    .filter((name) => !onPath(name))
    .map((name) => ({
      id: "uidmap",
      why: `${name}: not found on PATH`,
      fix: "Install the Debian package uidmap",
      package: "uidmap",
    }));

function missingRanges(): Missing[] {
  const { name, ...found } = mappableUser();
  const kinds = [
    { file: SUBUID, option: "--add-subuids", count: countOf(found.uids) },
    { file: SUBGID, option: "--add-subgids", count: countOf(found.gids) },
  ].filter(({ count }) => count < ENOUGH_IDS);
  const { first, count } = freeRange(textOrEmpty(SUBUID), textOrEmpty(SUBGID));
  const options = kinds.map(({ option }) => `${option} ${first}-${first + count - 1}`);
  return kinds.map(({ file, count: ids }) => ({
    id: "subordinate-ids",
    why: `${file}: found ${ids} subordinate ids for the user ${name}; expected ${ENOUGH_IDS}`,
    fix: `Run as root: usermod ${options.join(" ")} ${name}`,
  }));
}

/** Mounts an overlay file system in a user namespace where the data will be. */
async function failedTrial(folder: string): Promise<Missing[]> {
  let place: string;
  try {
    place = mkdtempSync(join(existing(folder), ".meshstack-trial-"));
  } catch (error) {
    const why = `the folder ${folder}: ${(error as Error).message.split(",")[0]}`;
    return [{ id: "overlay", why, fix: "Choose a folder that the user can write (XDG_STATE_HOME)" }];
  }
  try {
    for (const name of ["lower", "upper", "work", "merged"]) mkdirSync(join(place, name));
    const options = "lowerdir=lower,upperdir=upper,workdir=work";
    const script = `mount -t overlay overlay -o ${options} merged && umount merged && rm -r work`;
    await runInUserNamespace(["/bin/sh", "-c", script], { cwd: place });
    return [];
  } catch (error) {
    return [explained(error as NamespaceError, folder)];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function explained({ step, message }: NamespaceError, folder: string): Missing {
  const reason = message.replace(/\.$/, "");
  if (step === "run") {
    return {
      id: "overlay",
      why: `overlay file system in a user namespace, for ${folder}: ${reason}`,
      fix: "Use Linux 5.11 or later, and a folder on a local file system",
    };
  }
  if (step === "map") {
    return {
      id: "uidmap",
      why: `subordinate ids: ${reason}`,
      fix: "Reinstall the Debian package uidmap, whose programs need their set-user-id bit, on a file system without nosuid",
    };
  }
  return { id: "user-namespaces", why: `user namespaces: ${reason}`, fix: howToAllow() };
}

/** The kernel settings that disable user namespaces, with the value that does. */
const SETTINGS: readonly [name: string, disabled: string, fix: string][] = [
  ["user.max_user_namespaces", "0", "user.max_user_namespaces=15000"],
  ["kernel.unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"],
  ["kernel.apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"],
];

function howToAllow(): string {
  const fixes = SETTINGS.filter(
    ([name, disabled]) => textOrEmpty(`/proc/sys/${name.replaceAll(".", "/")}`).trim() === disabled,
  ).map(([, , fix]) => fix);
  return fixes.length > 0
    ? `Run as root: sysctl -w ${fixes.join(" ")}`
    : "Use a kernel with user namespaces; in a container, allow them (for Docker: --privileged)";
}

/** The folder itself, or the closest one above it that exists. */
const existing = (folder: string): string => (existsSync(folder) ? folder : existing(dirname(folder)));
