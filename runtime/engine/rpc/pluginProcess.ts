import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { startChild } from "./childProcess";

/** Time limits for a plugin to print its port, and to stop. Milliseconds. */
const START_LIMIT = 60_000;
const STOP_LIMIT = 3_000;

export interface PluginCommand {
  command: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
}

/**
 * Starts a plugin, which prints its port as the first line of its standard output, and waits until it listens.
 * @param onOutput receives all other output, line by line
 * @throws when the plugin exits or prints no port in time, with its last lines of output
 */
export async function startPluginProcess(
  what: string,
  { command, args, cwd, env }: PluginCommand,
  onOutput: (stream: "stdout" | "stderr", line: string) => void,
): Promise<{ address: string; stop(): Promise<void> }> {
  const child = startChild(command, args, { cwd, env: { ...process.env, ...env } });
  const said: string[] = [];
  const port = await new Promise<string>((resolve, reject) => {
    let started = false;
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error([`the plugin ${what} did not start: ${why}`, ...said.slice(-10)].join("\n")));
    };
    const timer = setTimeout(() => fail(`it printed no port within ${START_LIMIT / 1000} s`), START_LIMIT);
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => fail(`it ended with ${signal ?? `exit code ${code}`}`));
    createInterface({ input: child.stdout! }).on("line", (line) => {
      if (started) return onOutput("stdout", line);
      started = true;
      clearTimeout(timer);
      if (/^\d+\s*$/.test(line)) resolve(line.trim());
      else fail(`its first line is not a port: ${JSON.stringify(line)}`);
    });
    createInterface({ input: child.stderr! }).on("line", (line) => {
      if (!started) said.push(line);
      onOutput("stderr", line);
    });
  });
  return { address: `127.0.0.1:${port}`, stop: () => stop(child) };
}

/** Stops the process; kills it after the time limit. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT);
  await ended;
  clearTimeout(timer);
}
