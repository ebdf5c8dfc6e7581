import type { ChildProcess } from "node:child_process";

/** A command that was started: what it says while it runs, and how it ends. */
export class Running {
  /** Both streams, as they came. */
  output = "";
  /** The exit code; undefined where a signal ended it. */
  readonly ended: Promise<number | undefined>;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!])
      stream.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = new Promise((resolve) => child.once("close", (code) => resolve(code ?? undefined)));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Waits until the output matches. @throws when the command ends before */
  async says(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => pattern.test(this.output) && resolve();
      for (const stream of [this.child.stdout!, this.child.stderr!]) stream.on("data", look);
      look();
      void this.ended.then((code) =>
        reject(new Error(`the command ended (${code}) and never said ${pattern}:\n${this.output}`)),
      );
    });
  }

  /** Ends it as nothing can prevent: SIGKILL. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }
}
