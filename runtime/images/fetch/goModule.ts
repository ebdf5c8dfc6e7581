import { existsSync } from "node:fs";
import { join } from "node:path";
import { goEnvironment } from "../../../lib/goBinary/toolchain";
import type { FileOf } from "../description";
import { type CommandError, run } from "../run";
import type { Fetching } from "./fetching";

/**
 * Downloads a Go module in the version that a module in the project requires, verified by go.sum, and finds a file in it.
 * @param directory the project's module, absolute
 * @returns the file's path in the module cache
 * @throws when go is missing, cannot download the module, or the module does not contain the file
 */
export async function fetchGoModuleFile(
  { module, file }: FileOf<"goModuleFile">,
  directory: string,
  fetching: Fetching,
): Promise<string> {
  fetching.progress(`downloading the Go module ${module}`);
  let output: string;
  try {
    const options = { ...fetching, cwd: directory, env: goEnvironment() };
    output = await run("go", ["mod", "download", "-json", module], options);
  } catch (error) {
    fetching.signal.throwIfAborted();
    const { message, missing } = error as CommandError;
    const remedy = missing
      ? "Install Go (https://go.dev/dl)"
      : "Check that go can download other modules, and try again";
    throw new Error(`cannot download the Go module ${module} of ${directory}: ${message}\n${remedy}.`, {
      cause: error,
    });
  }
  const { Dir: folder } = JSON.parse(output) as { Dir: string };
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`the Go module ${module} of ${directory} has no file ${file}`);
  return path;
}
