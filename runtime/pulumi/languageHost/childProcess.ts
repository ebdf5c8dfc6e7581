import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The time for a process to exit after an interrupt, before it is killed. Milliseconds. */
const GRACE = 5_000;

export interface ChildOptions {
  args: string[];
  cwd?: string;
  env: NodeJS.ProcessEnv;
  /** Ends the process: with an interrupt first, or at once if `kill` is set. */
  signal: AbortSignal;
  kill?: boolean;
  onOutput(stream: "stdout" | "stderr", chunk: Buffer): void;
}

/** Runs a Node.js process and forwards its output; returns its exit code, or the error of its start or its signal. */
export async function runNode(options: ChildOptions): Promise<number | Error> {
  const { args, cwd, env, signal, kill, onOutput } = options;
  if (signal.aborted) return new Error("it was cancelled");
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (chunk: Buffer) => onOutput(stream, chunk));
  }
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    if (kill) return child.kill("SIGKILL");
    child.kill("SIGINT");
    timer = setTimeout(() => child.kill("SIGKILL"), GRACE);
    return true;
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    return await new Promise<number | Error>((resolve) => {
      child.once("error", resolve);
      // A killed process has the exit code -1, as Go reports it.
      child.once("close", (code) => resolve(code ?? -1));
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

/**
 * The path of a module that a program's packages contain.
 * @throws when the SDK is not installed, in the words of the official language host
 */
export function locateModule(name: string, folder: string, installCommand: string): string {
  try {
    return createRequire(join(folder, "noop.js")).resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(`It looks like the Pulumi SDK has not been installed. Have you run ${installCommand}?\n`);
  }
}
