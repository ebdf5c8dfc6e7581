import { type ChildProcess, execFile } from "node:child_process";

/** A command that failed, with its output. */
export class CommandError extends Error {
  constructor(
    message: string,
    /** Standard output and standard error. */
    readonly output: string,
    /** True if the command is not on PATH. */
    readonly missing: boolean,
  ) {
    super(message);
    this.name = "CommandError";
  }
}

interface RunOptions {
  signal: AbortSignal;
  cwd?: string;
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv;
}

const SHOWN_LINES = 12;
/** The time for a cancelled command to end, before it is killed. */
const GRACE_MS = 5_000;

/**
 * Runs a command without a shell and without input, with English messages.
 * @returns its standard output
 * @throws CommandError with its last lines when it fails; the signal's reason when it is aborted, after the command has ended
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { signal, cwd } = options;
  const env = { ...process.env, LC_ALL: "C.UTF-8", ...options.env };
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { signal, env, maxBuffer: 1 << 28, encoding: "utf8", ...(cwd ? { cwd } : {}) },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        if (signal.aborted) return void ended(child).then(() => reject(signal.reason));
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
          return reject(new CommandError(`${command} is not on PATH`, "", true));
        }
        const output = `${stdout}\n${stderr}`.trim();
        reject(new CommandError(`${command} failed:\n${lastLines(output) || error.message}`, output, false));
      },
    );
    child.stdin?.end();
  });
}

/** Waits until a process that was asked to end has ended: it still writes to folders that the caller deletes or unlocks. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await new Promise((resolve) => child.once("exit", resolve));
  clearTimeout(timer);
}

function lastLines(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-SHOWN_LINES)
    .map((line) => `    ${line}`)
    .join("\n");
}
