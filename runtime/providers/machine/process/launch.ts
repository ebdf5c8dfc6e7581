import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, closeSync, constants, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { textOrEmpty } from "../../../../lib/fileProblem";
import { describeLog, openLog } from "../../../../lib/logFile";
import { identityOf, parseStat, type ProcessIdentity } from "../../../../lib/processIdentity";
import type { InputsOf } from "../../framework/sdk/definition";
import type { process as definition } from "../sdk/process";

type Inputs = InputsOf<typeof definition>;

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
const LAUNCHER = `
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
export const readRecord = (pidFile: string): ProcessRecord | undefined => parseRecord(textOrEmpty(pidFile));

/** The inherited variables. Others may be secrets that a long-lived process must not keep. */
const INHERITED = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG"];

/**
 * Starts a process that survives this one, in its own session, without standard input and with its output in the log
 * file.
 * @param options the inputs with absolute paths, and the fingerprint for the pid file
 * @returns the process; `end` resolves with the reason when it ends: `with exit code 1`
 * @throws when the program is missing or exits at once
 */
export async function launch(options: Inputs & Pick<ProcessRecord, "fingerprint">) {
  assertExecutable(options.command);
  mkdirSync(dirname(options.pidFile), { recursive: true, mode: 0o700 });
  rmSync(options.pidFile, { force: true });
  const log = openLog(options.logFile);
  let child: ChildProcess;
  try {
    child = spawn(
      "/bin/sh",
      ["-c", LAUNCHER, "sh", options.pidFile, options.fingerprint, options.command, ...options.args],
      { detached: true, stdio: ["ignore", log, log], cwd: options.cwd, env: environment(options.env) },
    );
  } finally {
    closeSync(log);
  }
  const end = endOf(child);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => reject(new Error(`cannot start ${options.command}: ${error.message}`)));
  });
  child.unref();
  const identity = identityOf(child.pid!);
  if (identity === undefined) {
    throw new Error(
      `${options.command} ended ${await end} as soon as it was started. ${describeLog(options.logFile)}`,
    );
  }
  return { ...identity, end };
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) =>
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `with exit code ${code}` : `by ${signal}`),
    ),
  );

function environment(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const name of INHERITED) if (process.env[name] !== undefined) env[name] = process.env[name];
  return { ...env, ...added };
}

function assertExecutable(command: string): void {
  try {
    accessSync(command, constants.X_OK);
    if (statSync(command).isFile()) return;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Error(
      `cannot start ${command}: ${code === "ENOENT" ? "the file does not exist" : "it may not be executed"}`,
    );
  }
  throw new Error(`cannot start ${command}: it is not a file`);
}
