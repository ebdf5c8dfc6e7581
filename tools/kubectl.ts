import { spawn } from "node:child_process";
import { constants } from "node:os";
import { kubectlAccess, kubectlCommand } from "./kubectlCommand";
import { NotUpError, readStackState } from "./stackState";
import { run, UsageError } from "./usage";

/**
 * `make kubectl`: runs kubectl on the cluster of a stack, with the context that the stack uses. Exit codes: that of kubectl, 1
 * when the stack is not up, 2 for a wrong name of a stack.
 */
export async function main([stack, ...args]: readonly string[]): Promise<number> {
  if (stack === undefined) throw new UsageError("STACK: found nothing; expected the name of a stack.");
  const { kubeconfig } = await readStackState(stack);
  if (kubeconfig === undefined) throw new NotUpError(stack);
  const [file, ...before] = await kubectlCommand();
  const access = kubectlAccess(kubeconfig);
  try {
    return await runKubectl(file, [...before, ...access.args, ...args], access.files);
  } finally {
    access.close();
  }
}

/** @returns the exit code, as a shell reports it */
function runKubectl(file: string, args: readonly string[], kubeconfig: string): Promise<number> {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const child = spawn(file, args, { env, stdio: "inherit" });
  // A terminal sends Ctrl-C to kubectl too. This process waits for its end, and then deletes the temporary file.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  });
}

export const start = (): void => run("kubectl", main);
