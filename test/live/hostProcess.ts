import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { cleanUpAfter, stopAndDelete } from "../support/cleanUpAfter";

const LIMIT = 60_000;

/** A program that a test runs on this machine, with its own folder as its root. */
export class HostProcess {
  private readonly child: ChildProcess;
  private readonly logFile: string;
  private readonly cleanedUp: () => void;

  constructor(
    readonly name: string,
    program: string,
    args: string[],
    options: { directory: string; env: Record<string, string> },
  ) {
    this.logFile = join(options.directory, `${name}.log`);
    const log = openSync(this.logFile, "a", 0o600);
    this.child = spawn(program, args, {
      cwd: options.directory,
      env: { PATH: process.env.PATH, ...options.env },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.cleanedUp = cleanUpAfter(stopAndDelete(this.child.pid!, options.directory));
  }

  /** Its output. */
  log(): string {
    return readFileSync(this.logFile, "utf8");
  }

  /**
   * Polls until there is a result.
   * @param look called repeatedly; an error means no result yet
   * @throws Error with the end of the log when the program exits or a minute has passed
   */
  async until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    const end = Date.now() + LIMIT;
    for (;;) {
      const problem = await look().then(
        (answer) => (answer === undefined || answer === false ? "no" : { answer }),
        (error: unknown) => String(error),
      );
      if (typeof problem === "object") return problem.answer;
      if (this.child.exitCode !== null || Date.now() > end) {
        throw new Error(`${this.name}: waited for ${what}: ${problem}\n${this.log().slice(-4000)}`);
      }
      await delay(50);
    }
  }

  /** Stops it, with SIGKILL if necessary. */
  async stop(): Promise<void> {
    this.cleanedUp();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 20_000);
    await ended;
    clearTimeout(timer);
  }
}
