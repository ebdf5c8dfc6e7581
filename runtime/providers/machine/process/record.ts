import { readFileSync } from "node:fs";
import { parseStat, type ProcessIdentity } from "../../../../lib/processIdentity";

/** What a pid file says: who was started, and as what. */
export interface ProcessRecord extends ProcessIdentity {
  /** SHA-256 over the command and what else makes it what it is. */
  fingerprint: string;
}

/**
 * The shell program that becomes the process: it writes the pid file first, so that whoever starts it may be killed at any
 * moment and the next one still finds it. `$1` is the pid file, `$2` the fingerprint, the rest the command. A process
 * keeps pid and start time when it executes another program. New files of it are for its user only.
 */
export const LAUNCHER = `
umask 077
if [ -r /proc/self/stat ]; then
  read -r boot < /proc/sys/kernel/random/boot_id
  read -r stat < "/proc/$$/stat"
else
  boot= stat="lstart $(LC_ALL=C ps -o lstart= -p $$)"
fi
printf '%s\\n' "$2" "$boot" "$$" "$stat" > "$1.tmp" && mv "$1.tmp" "$1" || exit 125
shift 2
exec "$@"
`;

/** The record in a pid file's text; undefined when it is incomplete. */
export function parseRecord(text: string): ProcessRecord | undefined {
  const [fingerprint, bootId, pidText, stat] = text.split("\n");
  if (!fingerprint || bootId === undefined || stat === undefined) return undefined;
  const pid = Number(pidText);
  const startTime = stat.startsWith("lstart ")
    ? stat.slice("lstart ".length).trim()
    : parseStat(stat)?.startTime;
  return Number.isInteger(pid) && pid > 1 && startTime
    ? { pid, startTime, bootId: bootId.trim(), fingerprint }
    : undefined;
}

/** The record in a pid file; undefined when there is none. */
export function readRecord(pidFile: string): ProcessRecord | undefined {
  try {
    return parseRecord(readFileSync(pidFile, "utf8"));
  } catch {
    return undefined;
  }
}
