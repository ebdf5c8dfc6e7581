import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type KubectlAccess, kubectlCommand } from "../kubectlCommand";
import { type Pod, PROXY } from "./objects";

const run = promisify(execFile);

/** The timeout of a command in a pod, in milliseconds. */
const TIMEOUT = 30_000;

/** Runs commands in the proxies of pods by kubectl: the one on PATH, else the embedded one. */
export class Kubectl {
  private prefix: Promise<[command: string, ...args: string[]]> | undefined;

  constructor(private readonly access: Pick<KubectlAccess, "files" | "args">) {}

  /**
   * Returns the standard output of a command in the proxy's container.
   * @throws Error with its standard error when it fails
   */
  async execInProxy(
    { metadata: { name, namespace = "default" } }: Pod,
    command: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    this.prefix ??= kubectlCommand();
    const [file, ...args] = await this.prefix;
    args.push(...this.access.args, "exec", name, "--namespace", namespace, "--container", PROXY, "--");
    const env = { ...process.env, KUBECONFIG: this.access.files };
    try {
      const options = { env, signal, timeout: TIMEOUT, maxBuffer: 16 << 20 };
      return (await run(file, [...args, ...command], options)).stdout;
    } catch (error) {
      signal?.throwIfAborted();
      const { stderr, message } = error as Error & { stderr?: string };
      throw new Error(`${command.join(" ")} in ${name}/${PROXY}: ${stderr?.trim() || message}`, {
        cause: error,
      });
    }
  }
}
