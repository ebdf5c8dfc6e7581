import { execFile } from "node:child_process";
import { connect } from "node:net";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";

/** Where the kubelet looks for images. */
const NAMESPACE = "k8s.io";
/** One that is not served by then has hung: ctr itself waits for a containerd that has died. */
const TIMEOUT = "300s";

/** containerd's own client. @throws with what it says when it fails, or when there is none */
async function ctr(
  address: string,
  args: readonly string[],
  signal: AbortSignal,
  input?: AsyncIterable<Buffer>,
): Promise<string> {
  const all = ["--address", address, "--timeout", TIMEOUT, "--namespace", NAMESPACE, ...args];
  try {
    const running = promisify(execFile)("ctr", all, { signal, maxBuffer: 1 << 26 });
    if (input === undefined) return (await running).stdout;
    const { stdin } = running.child;
    const [read, ended] = await Promise.allSettled([pipeline(input, stdin!), running]);
    // Where ctr ends before it has read all of it, what it says is the reason, and not the pipe.
    if (read.status === "rejected" && !isPipe(read.reason)) throw read.reason;
    if (ended.status === "rejected") throw ended.reason;
    return ended.value.stdout;
  } catch (error) {
    signal.throwIfAborted();
    const { code, stderr, message } = error as Error & { code?: string; stderr?: string };
    if (code === "ENOENT" && (error as NodeJS.ErrnoException).syscall?.startsWith("spawn")) {
      throw new Error("there is no ctr on PATH: install containerd (Debian's package containerd)");
    }
    throw new Error(stderr?.trim() || message);
  }
}

const isPipe = ({ code }: NodeJS.ErrnoException): boolean =>
  code === "EPIPE" || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";

/** True when something accepts connections on containerd's socket. */
export function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", end(true)).once("error", end(false));
  });
}

/** The digest of an image that containerd has; undefined when it has none of this name. @throws when containerd fails */
export async function digestOf(
  address: string,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const output = await ctr(address, ["images", "list", `name==${name}`], signal);
  // A heading, then REF TYPE DIGEST …
  const fields = output
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([ref]) => ref === name);
  return fields?.[2];
}

/** The digests of all that containerd has stored, of whatever image. @throws when containerd fails */
export async function storedDigests(address: string, signal: AbortSignal): Promise<Set<string>> {
  const output = await ctr(address, ["content", "list", "--quiet"], signal);
  return new Set(output.split("\n").filter(Boolean));
}

/** Reads an OCI archive into containerd, for this machine's platform, and unpacks it. @throws when containerd fails */
export async function importArchive(
  address: string,
  archive: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  await ctr(address, ["images", "import", "-"], signal, archive);
}

/** Takes an image's name away; what no other image needs is collected. @throws when containerd fails */
export async function remove(address: string, name: string, signal: AbortSignal): Promise<void> {
  await ctr(address, ["images", "remove", name], signal);
}
