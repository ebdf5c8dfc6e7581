import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type { Endpoint } from "./endpoint";

/** How much of what `ssh` says is kept for an error. */
const LONGEST = 2000;

/** The arguments of `ssh` for one connection to the daemon behind it. */
const sshArguments = ({ destination, port, options }: Endpoint & { kind: "ssh" }): string[] => [
  ...options,
  ...(port === undefined ? [] : ["-p", port]),
  // Nobody is there to answer a question.
  ...["-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-T"],
  "--",
  destination,
  "docker",
  "system",
  "dial-stdio",
];

/**
 * Connects through the `ssh` program, as the Docker CLI does: the user's keys, agent, known hosts and configuration
 * hold, and `docker system dial-stdio` on the other side reaches the daemon.
 */
export class SshAgent extends Agent {
  constructor(private readonly endpoint: Endpoint & { kind: "ssh" }) {
    super({ keepAlive: true, maxSockets: 8 });
  }

  override createConnection(): Duplex {
    const child = spawn("ssh", sshArguments(this.endpoint), {
      stdio: ["pipe", "pipe", "pipe"],
      env: process.env,
      detached: true, // a terminal's Ctrl-C is the daemon's alone
    });
    return new SshConnection(child);
  }
}

/** The two ends of an `ssh` as one stream. It ends when `ssh` has ended, so that an error has what `ssh` said. */
class SshConnection extends Duplex {
  private said = "";

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    super();
    child.stdin.on("error", () => undefined); // ssh has ended, and says why
    child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.said = `${this.said}${text}`.slice(-LONGEST);
    });
    child.once("error", (error) => this.destroy(error));
    child.once("close", (code) => {
      if (code === 0) this.push(null);
      else this.destroy(new SshError(this.said.trim() || `ssh ended with ${code}`));
    });
  }

  override _read(): void {
    this.child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.child.stdin.write(chunk, (error) => {
      if (!error) done();
    });
  }

  override _final(done: () => void): void {
    this.child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.child.kill();
    done(error);
  }

  // What http asks of every socket.
  setKeepAlive = (): this => this;
  setNoDelay = (): this => this;
  setTimeout = (): this => this;
  ref = (): this => this;
  unref = (): this => this;
}

/** `ssh` did not connect; the message is what it said. */
class SshError extends Error {
  readonly code = "ESSH";
}
