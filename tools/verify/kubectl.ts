import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { root } from "../stackFile";

const run = promisify(execFile);

/** The timeout of a command in a pod, in milliseconds. */
const TIMEOUT = 30_000;

/** Runs commands in containers by kubectl: the one on PATH, else the embedded one. */
export class Kubectl {
  private prefix: Promise<[command: string, ...args: string[]]> | undefined;

  /**
   * @param kubeconfig the value of `$KUBECONFIG`
   * @param context default: the current context
   */
  constructor(
    private readonly kubeconfig: string,
    private readonly context?: string,
  ) {}

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
    if (this.context !== undefined) args.push("--context", this.context);
    args.push("exec", pod, "--namespace", namespace, "--container", container, "--", ...command);
    const env = { ...process.env, KUBECONFIG: this.kubeconfig };
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

async function kubectlCommand(): Promise<[string, ...string[]]> {
  if (isOnPath("kubectl")) return ["kubectl"];
  const { stdout } = await run("make", ["-s", "embedded"], { cwd: root });
  return [stdout.trim(), "kubectl"];
}

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
