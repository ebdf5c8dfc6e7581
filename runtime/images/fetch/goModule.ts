import { existsSync } from "node:fs";
import { join } from "node:path";
import { goEnvironment } from "../../../lib/goBinary/toolchain";
import type { FileOf } from "../description";
import { type CommandError, run } from "../run";
import type { Fetching } from "./fetching";

/**
 * A file of a Go module in the version that a module in the project requires; go checks the module against go.sum.
 * @param directory the project's module, absolute
 * @returns the file's path in the module cache
 * @throws when there is no go, it cannot download the module, or the module lacks the file
 */
export async function fetchGoModuleFile(
  { module, file }: FileOf<"goModuleFile">,
  directory: string,
  fetching: Fetching,
): Promise<string> {
  fetching.progress(`looking for ${file} of the Go module ${module}`);
  let output: string;
  try {
    const options = { ...fetching, cwd: directory, env: goEnvironment() };
    output = await run("go", ["mod", "download", "-json", module], options);
  } catch (error) {
    fetching.signal.throwIfAborted();
    const { message, missing } = error as CommandError;
    const remedy = missing
      ? "Install Go (https://go.dev/dl)"
      : "See that go can download other modules here, and try again";
    throw new Error(`the Go module ${module} of ${directory} cannot be had: ${message}\n${remedy}.`, {
      cause: error,
    });
  }
  const { Dir: folder } = JSON.parse(output) as { Dir: string };
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`the Go module ${module} of ${directory} has no file ${file}`);
  return path;
}
