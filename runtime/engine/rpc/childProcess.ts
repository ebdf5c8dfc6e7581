import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Socket } from "node:net";

/** The module by which a Node.js process that was started here ends with the engine. */
export const LIFELINE = join(__dirname, "..", "startup", "lifeline.js");

export interface ChildOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Opens a channel for messages. */
  channel?: boolean;
}

/**
 * Starts a plugin or a program. It has a session of its own, so that a Ctrl-C at the terminal reaches the engine alone,
 * which then lets it finish what it is doing. Its standard input is empty, its outputs are pipes, and its fifth file is
 * the {@link LIFELINE}, open as long as the engine lives.
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
