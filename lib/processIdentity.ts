import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { textOrEmpty } from "./fileProblem";

/**
 * Identifies a process. The system reuses pids, and start times repeat after a reboot, so all three fields are necessary.
 * Tested on Linux; macOS uses `ps`; Windows is unsupported.
 */
export interface ProcessIdentity {
  pid: number;
  /** Linux: clock ticks from boot to start, as in /proc/PID/stat. macOS: `ps`'s lstart. */
  startTime: string;
  /** The kernel's id of this boot; empty on macOS, where the start time is a date. */
  bootId: string;
}

export const sameProcess = (a: ProcessIdentity, b: ProcessIdentity): boolean =>
  a.pid === b.pid && a.startTime === b.startTime && a.bootId === b.bootId;

/** State and start time in /proc/PID/stat: fields 3 and 22 of proc(5), after a name that can contain any character. */
export function parseStat(stat: string): { state: string; startTime: string } | undefined {
  const fields = stat
    .slice(stat.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  const [state, startTime] = [fields[0], fields[19]];
  return state && startTime && /^\d+$/.test(startTime) ? { state, startTime } : undefined;
}

let bootId: string | undefined;
/** The kernel's random id of this boot; empty where /proc does not exist. */
function currentBootId(): string {
  bootId ??= textOrEmpty("/proc/sys/kernel/random/boot_id").trim();
  return bootId;
}

const isZombie = (state: string): boolean => "ZXx".includes(state[0]!);

/** The process that has this pid now; undefined when no process has it, or only a zombie. Never the init process. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (process.platform === "darwin") return identityByPs(pid);
  const stat = parseStat(textOrEmpty(`/proc/${pid}/stat`));
  if (stat === undefined || isZombie(stat.state)) return undefined;
  return { pid, startTime: stat.startTime, bootId: currentBootId() };
}

function identityByPs(pid: number): ProcessIdentity | undefined {
  try {
    const env = { ...process.env, LC_ALL: "C" };
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8", env });
    const [, state, startTime] = /^\s*(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
    return state && startTime && !isZombie(state) ? { pid, startTime, bootId: "" } : undefined;
  } catch {
    return undefined; // ps exits with code 1 when no process has the pid.
  }
}

/** The pids of all processes that this user can see; empty where /proc does not exist. */
export const processIds = (): number[] =>
  (existsSync("/proc") ? readdirSync("/proc") : []).filter((name) => /^\d+$/.test(name)).map(Number);

/** The pid of the parent of a process; undefined when the process has ended. */
export function parentOf(pid: number): number | undefined {
  const found = /^PPid:\s*(\d+)$/m.exec(textOrEmpty(`/proc/${pid}/status`))?.[1];
  return found === undefined ? undefined : Number(found);
}

/** True while this process runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identityOf(identity.pid);
  return now !== undefined && sameProcess(now, identity);
}

/**
 * True while any process has this pid. For records without a start time, such as Pulumi's locks; prefer {@link isAlive}.
 * Also true for processes of other users, which /proc can hide.
 */
export function isPidInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const stat = parseStat(textOrEmpty(`/proc/${pid}/stat`));
  return stat === undefined || !isZombie(stat.state);
}
