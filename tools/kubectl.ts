import { spawn } from "node:child_process";
import { constants } from "node:os";
import { kubectlAccess, kubectlCommand } from "./kubectlCommand";
import { notUp, readStackState } from "./stackState";

/** `make kubectl`: runs kubectl on the cluster of a stack, with the context that the stack uses. */
async function main(stack: string, args: readonly string[]): Promise<number> {
  const { kubeconfig } = await readStackState(stack);
  if (kubeconfig === undefined) throw new Error(notUp(stack));
  const [file, ...before] = await kubectlCommand();
  const access = kubectlAccess(kubeconfig);
  try {
    return await run(file, [...before, ...access.args, ...args], access.files);
  } finally {
    access.close();
  }
}

/** @returns the exit code, as a shell reports it */
function run(file: string, args: readonly string[], kubeconfig: string): Promise<number> {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const child = spawn(file, args, { env, stdio: "inherit" });
  // A terminal sends Ctrl-C to kubectl too. This process waits for its end, and then deletes the temporary file.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  });
}

main(process.argv[2]!, process.argv.slice(3)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`kubectl: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
