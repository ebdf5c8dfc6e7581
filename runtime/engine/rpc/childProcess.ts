import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Socket } from "node:net";

/** A module that makes a Node.js process exit when the engine ends. */
export const LIFELINE = join(__dirname, "..", "startup", "lifeline.js");

export interface ChildOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Opens a channel for messages. Default false. */
  channel?: boolean;
}

/**
 * Starts a plugin or a program in its own session, so that a terminal's Ctrl-C reaches only the engine, which lets the child
 * finish its work. Standard input is empty, the outputs are pipes, and file descriptor 4 is the pipe of {@link LIFELINE}.
 */
export function startChild(
  command: string,
  args: string[],
  { cwd, env = process.env, channel = false }: ChildOptions,
): ChildProcess {
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", channel ? "ipc" : "ignore", "pipe"],
  });
  const lifeline = child.stdio[4] as Socket | null | undefined;
  lifeline?.on("error", () => undefined);
  lifeline?.unref();
  return child;
}
