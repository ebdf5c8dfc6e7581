import { execFile } from "node:child_process";
import { connect } from "node:net";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";

/** The namespace in which the kubelet looks for images. */
const NAMESPACE = "k8s.io";
/** A call that takes longer hangs: ctr waits for a containerd that has died. */
const TIMEOUT = "300s";

/** Runs containerd's client. @throws with its output when it fails, or when it is not installed */
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
    // When ctr exits before it has read everything, its output is the reason and the broken pipe is not.
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

/** The digest of an image in containerd; undefined when no image has this name. @throws when containerd fails */
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

/** The digests of all blobs that containerd stores. @throws when containerd fails */
export async function storedDigests(address: string, signal: AbortSignal): Promise<Set<string>> {
  const output = await ctr(address, ["content", "list", "--quiet"], signal);
  return new Set(output.split("\n").filter(Boolean));
}

/** Imports an OCI archive for this machine's platform and unpacks it. @throws when containerd fails */
export async function importArchive(
  address: string,
  archive: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  await ctr(address, ["images", "import", "-"], signal, archive);
}

/** Removes an image's name; containerd collects blobs that no other image uses. @throws when containerd fails */
export async function remove(address: string, name: string, signal: AbortSignal): Promise<void> {
  await ctr(address, ["images", "remove", name], signal);
}
