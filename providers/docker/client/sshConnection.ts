import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type { Endpoint } from "./endpoint";

/** How much of what `ssh` says is kept for an error. */
const LONGEST = 2000;

/** The arguments of `ssh` for one connection to the engine behind it. */
export const sshArguments = ({ destination, port, options }: Endpoint & { kind: "ssh" }): string[] => [
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
 * hold, and `docker system dial-stdio` on the other side reaches the engine.
 */
export class SshAgent extends Agent {
  constructor(private readonly endpoint: Endpoint & { kind: "ssh" }) {
    super({ keepAlive: true, maxSockets: 8 });
  }

  override createConnection(): Duplex {
    const child = spawn("ssh", sshArguments(this.endpoint), {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true, // a terminal's Ctrl-C is the engine's alone
    });
    const connection = Duplex.from({ readable: child.stdout, writable: child.stdin });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-LONGEST);
    });
    child.once("error", (error) => connection.destroy(error));
    child.once("close", (code) => {
      if (code !== 0) connection.destroy(new SshError(said.trim() || `ssh ended with ${code}`));
    });
    connection.once("close", () => child.kill());
    // What http asks of every socket.
    return Object.assign(connection, {
      setKeepAlive: () => connection,
      setNoDelay: () => connection,
      setTimeout: () => connection,
      ref: () => connection,
      unref: () => connection,
    });
  }
}

/** `ssh` did not connect; the message is what it said. */
export class SshError extends Error {
  readonly code = "ESSH";
}
