import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type KubectlAccess, kubectlCommand } from "../kubectlCommand";

const run = promisify(execFile);

/** The timeout of a command in a pod, in milliseconds. */
const TIMEOUT = 30_000;

/** Runs commands in containers by kubectl: the one on PATH, else the embedded one. */
export class Kubectl {
  private prefix: Promise<[command: string, ...args: string[]]> | undefined;

  constructor(private readonly access: Pick<KubectlAccess, "files" | "args">) {}

  /**
   * Returns the standard output of a command in a container.
   * @throws Error with its standard error when it fails
   */
  async exec(
    { namespace, pod, container }: { namespace: string; pod: string; container: string },
    command: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    this.prefix ??= kubectlCommand();
    const [file, ...args] = await this.prefix;
    args.push(
      ...this.access.args,
      "exec",
      pod,
      "--namespace",
      namespace,
      "--container",
      container,
      "--",
      ...command,
    );
    const env = { ...process.env, KUBECONFIG: this.access.files };
    try {
      return (await run(file, args, { env, signal, timeout: TIMEOUT, maxBuffer: 16 << 20 })).stdout;
    } catch (error) {
      signal?.throwIfAborted();
      const { stderr, message } = error as Error & { stderr?: string };
      throw new Error(`${command.join(" ")} in ${pod}/${container}: ${stderr?.trim() || message}`, {
        cause: error,
      });
    }
  }
}
