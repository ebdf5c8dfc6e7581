import { execFile } from "node:child_process";
import { connect } from "node:net";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { unpackedProgram } from "../../../images/unpackedProgram";

/** The namespace in which the kubelet looks for images. */
const NAMESPACE = "k8s.io";
/** A call that takes longer hangs: ctr waits for a containerd that has died. */
const TIMEOUT = "300s";

/** A containerd that answers on a socket, and how to call its client. */
export interface ContainerdClient {
  /** Absolute path of the socket. */
  address: string;
  /** The root file system with containerd's client. Default: the machine's. */
  root?: string;
  /** Ends a call when the user cancels. */
  signal: AbortSignal;
}

/** Runs containerd's client. @throws with its output when it fails, or when it is missing */
async function ctr(
  { address, root, signal }: ContainerdClient,
  args: readonly string[],
  input?: AsyncIterable<Buffer>,
): Promise<string> {
  const [command, ...client] = root === undefined ? ["ctr"] : unpackedProgram(root, "usr/bin/ctr");
  const all = [...client, "--address", address, "--timeout", TIMEOUT, "--namespace", NAMESPACE, ...args];
  try {
    const running = promisify(execFile)(command!, all, { signal, maxBuffer: 1 << 26, env: process.env });
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
      throw new Error(
        root === undefined
          ? "ctr: not found on PATH. Install the Debian package containerd."
          : `${command}: not found; the folder was deleted. Run make up again.`,
      );
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
export async function digestOf(containerd: ContainerdClient, name: string): Promise<string | undefined> {
  const output = await ctr(containerd, ["images", "list", `name==${name}`]);
  // A heading, then REF TYPE DIGEST …
  const fields = output
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([ref]) => ref === name);
  return fields?.[2];
}

/** The digests of all blobs that containerd stores. @throws when containerd fails */
export async function storedDigests(containerd: ContainerdClient): Promise<Set<string>> {
  const output = await ctr(containerd, ["content", "list", "--quiet"]);
  return new Set(output.split("\n").filter(Boolean));
}

/** Imports an OCI archive for this machine's platform and unpacks it. @throws when containerd fails */
export const importArchive = (
  containerd: ContainerdClient,
  archive: AsyncIterable<Buffer>,
): Promise<string> => ctr(containerd, ["images", "import", "-"], archive);

/** Removes an image's name; containerd collects blobs that no other image uses. @throws when containerd fails */
export const remove = (containerd: ContainerdClient, name: string): Promise<string> =>
  ctr(containerd, ["images", "remove", name]);
