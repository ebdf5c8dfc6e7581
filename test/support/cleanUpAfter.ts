import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/** Waits for the end of its input. A line before the end means that the test has cleaned up by itself. */
const WAIT = 'read -r line || exec "$@"';

/**
 * Runs a command if this process ends before it calls the returned function: by Ctrl-C, SIGTERM, SIGKILL or a crash,
 * after which jest runs no `afterAll`. A separate process waits for that, in its own session, which Ctrl-C does not
 * reach.
 */
export function cleanUpAfter(command: readonly string[], env: NodeJS.ProcessEnv = process.env): () => void {
  const [cwd, stdio] = ["/", ["pipe", "ignore", "ignore"] as ["pipe", "ignore", "ignore"]];
  const waiting = spawn("sh", ["-c", WAIT, "sh", ...command], { cwd, env, stdio, detached: true });
  // It must not keep the test process alive.
  waiting.unref();
  (waiting.stdin as Socket).unref();
  return () => waiting.stdin.end("done\n");
}

const STOP = 'kill -TERM "$1"; timeout 30 tail -f --pid="$1" /dev/null; rm -rf "$2"';

/** The command that stops a process with SIGTERM and deletes its folder. */
export const stopAndDelete = (pid: number, folder: string): string[] => [
  ...["sh", "-c", STOP, "sh"],
  String(pid),
  folder,
];
