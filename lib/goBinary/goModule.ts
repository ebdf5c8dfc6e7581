import type { Progress } from "../cache";
import { type CommandError, run } from "../run";
import { goEnvironment } from "./toolchain";

/**
 * Downloads a Go module in the version that a module in the project requires, verified by go.sum.
 * @param directory the project's module, absolute
 * @returns the folder in the module cache, and the version
 * @throws when go is missing or cannot download the module
 */
export async function downloadGoModule(
  module: string,
  directory: string,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<{ folder: string; version: string }> {
  progress(`downloading the Go module ${module}`);
  let output: string;
  try {
    const options = { signal, cwd: directory, env: goEnvironment() };
    output = await run("go", ["mod", "download", "-json", module], options);
  } catch (error) {
    signal.throwIfAborted();
    const { message, missing } = error as CommandError;
    const remedy = missing
      ? "Install Go (https://go.dev/dl)"
      : "Check that go can download other modules, and try again";
    throw new Error(`cannot download the Go module ${module} of ${directory}: ${message}\n${remedy}.`, {
      cause: error,
    });
  }
  const { Dir: folder, Version: version } = JSON.parse(output) as { Dir: string; Version: string };
  return { folder, version };
}
