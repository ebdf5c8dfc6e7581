import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";

/** Where the kubelet looks for images. */
const NAMESPACE = "k8s.io";
/** One that is not served by then has hung: ctr itself waits for a containerd that has died. */
const TIMEOUT = "300s";

/** containerd's own client. @throws with what it says when it fails, or when there is none */
async function ctr(address: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    const all = ["--address", address, "--timeout", TIMEOUT, "--namespace", NAMESPACE, ...args];
    return (await promisify(execFile)("ctr", all, { signal, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    signal.throwIfAborted();
    const { code, stderr, message } = error as Error & { code?: string; stderr?: string };
    if (code === "ENOENT") {
      throw new Error("there is no ctr on PATH: install containerd (Debian's package containerd)");
    }
    throw new Error(stderr?.trim() || message);
  }
}

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

/** Reads an OCI archive into containerd, for this machine's platform, and unpacks it. @throws when containerd fails */
export async function importArchive(address: string, archive: string, signal: AbortSignal): Promise<void> {
  await ctr(address, ["images", "import", archive], signal);
}

/** Takes an image's name away; what no other image needs is collected. @throws when containerd fails */
export async function remove(address: string, name: string, signal: AbortSignal): Promise<void> {
  await ctr(address, ["images", "remove", name], signal);
}
