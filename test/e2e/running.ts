import type { ChildProcess } from "node:child_process";

/** A running command: its output and its exit code. */
export class Running {
  /** Both streams, in order of arrival. */
  output = "";
  /** The exit code; undefined after a signal. */
  readonly ended: Promise<number | undefined>;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!])
      stream.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = new Promise((resolve) => child.once("close", (code) => resolve(code ?? undefined)));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Waits until the output matches. @throws when the command ends first */
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

  /** Sends a signal. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Sends SIGKILL. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }
}
