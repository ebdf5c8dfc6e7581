import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Which process: a pid alone is given to another process later, together with the start time it is not; and both begin
 * anew when the machine starts, which the boot id tells. Tested on Linux; on macOS it asks `ps`; Windows is not served.
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

/** State and start time in the text of /proc/PID/stat (proc(5)): fields 3 and 22, behind a name that may hold anything. */
export function parseStat(stat: string): { state: string; startTime: string } | undefined {
  const fields = stat
    .slice(stat.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  const [state, startTime] = [fields[0], fields[19]];
  return state && startTime && /^\d+$/.test(startTime) ? { state, startTime } : undefined;
}

let bootId: string | undefined;
/** The kernel's random id of this boot; empty where there is no /proc. */
export function currentBootId(): string {
  bootId ??= tryRead("/proc/sys/kernel/random/boot_id").trim();
  return bootId;
}

/** Who runs under a pid now; undefined when nobody does, or one that has ended and only waits to be collected. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (process.platform === "darwin") return identityByPs(pid);
  const stat = parseStat(tryRead(`/proc/${pid}/stat`));
  if (stat === undefined || "ZXx".includes(stat.state)) return undefined;
  return { pid, startTime: stat.startTime, bootId: currentBootId() };
}

function identityByPs(pid: number): ProcessIdentity | undefined {
  try {
    const env = { ...process.env, LC_ALL: "C" };
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8", env });
    const [, state, startTime] = /^\s*(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
    return state && startTime && !state.startsWith("Z") ? { pid, startTime, bootId: "" } : undefined;
  } catch {
    return undefined; // ps exits with 1 when there is none
  }
}

/** True while this very process runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identityOf(identity.pid);
  return now !== undefined && sameProcess(now, identity);
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
