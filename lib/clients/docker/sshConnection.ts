import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type { Endpoint } from "./endpoint";

/** How many characters of the output of `ssh` to keep for error messages. */
const LONGEST = 2000;
/** The time to read the rest of that output after the end of `ssh`. */
const REST_MS = 500;

/** The arguments of `ssh` for one connection to the daemon. */
const sshArguments = ({ destination, port, options }: Endpoint & { kind: "ssh" }): string[] => [
  ...options,
  ...(port === undefined ? [] : ["-p", port]),
  // No user can answer a prompt.
  ...["-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-T"],
  "--",
  destination,
  "docker",
  "system",
  "dial-stdio",
];

/**
 * Connects through the `ssh` program, as the Docker CLI does: the user's keys, agent, known hosts and configuration
 * apply, and `docker system dial-stdio` on the host connects to the daemon.
 */
export class SshAgent extends Agent {
  constructor(private readonly endpoint: Endpoint & { kind: "ssh" }) {
    super({ keepAlive: true, maxSockets: 8 });
  }

  override createConnection(): Duplex {
    const child = spawn("ssh", sshArguments(this.endpoint), {
      stdio: ["pipe", "pipe", "pipe"],
      env: process.env,
      detached: true, // a Ctrl-C in the terminal must not end ssh
    });
    return new SshConnection(child);
  }
}

/**
 * The two pipes of an `ssh` process as one stream. It ends after `ssh` exits, so that an error contains the output of
 * `ssh`.
 */
class SshConnection extends Duplex {
  private said = "";

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    super();
    child.stdin.on("error", () => undefined); // the exit of ssh reports the cause
    child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.said = `${this.said}${text}`.slice(-LONGEST);
    });
    child.once("error", (error) => this.destroy(error));
    // Before OpenSSH 8.5, a connection that ControlPersist keeps in the background has this output open.
    child.once("exit", () => setTimeout(() => child.stderr.destroy(), REST_MS).unref());
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

  // Methods that Node's http calls on every socket.
  setKeepAlive = (): this => this;
  setNoDelay = (): this => this;
  setTimeout = (): this => this;
  ref = (): this => this;
  unref = (): this => this;
}

/** `ssh` failed to connect; the message is its output. */
class SshError extends Error {
  readonly code = "ESSH";
}
