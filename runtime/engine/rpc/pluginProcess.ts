import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { startChild } from "./childProcess";

/** How long a plugin may take to say its port, and to end. Milliseconds. */
const START_LIMIT = 60_000;
const STOP_LIMIT = 3_000;

/** How a plugin's process is started. */
export interface PluginCommand {
  command: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
}

/** A plugin's process: it says its port on the first line of its standard output. */
export class PluginProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  /**
   * Starts a plugin and waits until it listens.
   * @param onOutput takes what it prints apart from its port, a line at a time
   * @throws when it ends or stays silent instead, with the last lines that it printed
   */
  static async start(
    what: string,
    { command, args, cwd, env }: PluginCommand,
    onOutput: (stream: "stdout" | "stderr", line: string) => void,
  ): Promise<PluginProcess> {
    const child = startChild(command, args, { cwd, env: { ...process.env, ...env } });
    const said: string[] = [];
    const port = await new Promise<string>((resolve, reject) => {
      let started = false;
      const fail = (why: string) => {
        clearTimeout(timer);
        reject(new Error([`the plugin ${what} did not start: ${why}`, ...said.slice(-10)].join("\n")));
      };
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        fail(`it did not say its port within ${START_LIMIT / 1000} s`);
      }, START_LIMIT);
      child.once("error", (error) => fail(error.message));
      child.once("close", (code, signal) => fail(`it ended with ${signal ?? `exit code ${code}`}`));
      createInterface({ input: child.stdout! }).on("line", (line) => {
        if (started) return onOutput("stdout", line);
        started = true;
        clearTimeout(timer);
        if (/^\d+\s*$/.test(line)) resolve(line.trim());
        else fail(`its first line is no port: ${JSON.stringify(line)}`);
      });
      createInterface({ input: child.stderr! }).on("line", (line) => {
        if (!started) said.push(line);
        onOutput("stderr", line);
      });
    });
    return new PluginProcess(child, `127.0.0.1:${port}`);
  }

  /** Ends the process: asks first, and does not wait for ever. */
  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT);
    await ended;
    clearTimeout(timer);
  }
}
