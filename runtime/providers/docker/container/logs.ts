import type Dockerode from "dockerode";

/** How many of a container's last log lines an error contains. */
const LAST_LINES = 25;
const HEADER = 8;

/** A container's log: both streams merged, oldest line first. */
export async function readLogs(
  container: Dockerode.Container,
  options: { tty: boolean; tail?: number } & Omit<Dockerode.ContainerLogsOptions, "tail" | "follow">,
): Promise<string> {
  const { tty, ...others } = options;
  const answer: unknown = await container.logs({ stdout: true, stderr: true, ...others, follow: false });
  // The client parses a text that happens to be JSON.
  const bytes = Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer));
  return tty ? bytes.toString("utf8") : demultiplex(bytes);
}

/**
 * The text of a log without a terminal. The daemon sends it in frames: one byte for the stream, three zero bytes, the
 * length in four bytes (big endian), the payload.
 */
export function demultiplex(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + HEADER <= bytes.length;) {
    const length = bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + HEADER, at + HEADER + length));
    at += HEADER + length;
  }
  return Buffer.concat(parts).toString("utf8");
}

/** The end of a container's log for an error; empty without output or with an unreadable log driver. */
export async function lastLines(container: Dockerode.Container, tty: boolean): Promise<string> {
  const text = await readLogs(container, { tty, tail: LAST_LINES }).catch(() => "");
  return text.replaceAll("\r", "").trimEnd();
}
