import { readFileSync } from "node:fs";
import { parseStat, type ProcessIdentity } from "../../../../lib/processIdentity";

/** The content of a pid file. */
export interface ProcessRecord extends ProcessIdentity {
  /** SHA-256 of the command and of the inputs that define the process. */
  fingerprint: string;
}

/**
 * A shell program that writes the pid file and then executes the command. The pid file exists before the command runs,
 * so the process is found even if the launching process is killed. `$1` is the pid file, `$2` the fingerprint, the rest
 * the command. exec keeps pid and start time. The umask restricts new files to the user.
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

/** Parses a pid file; undefined when it is incomplete. */
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

/** Reads a pid file; undefined when it is missing or incomplete. */
export function readRecord(pidFile: string): ProcessRecord | undefined {
  try {
    return parseRecord(readFileSync(pidFile, "utf8"));
  } catch {
    return undefined;
  }
}
