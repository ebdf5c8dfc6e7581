import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { GoBinaryOptions } from "../../../lib/goBinary/build";
import { downloadGoModule } from "../../../lib/goBinary/goModule";
import type { LayerContext, Resolve } from "../context";
import type { FileOf } from "../description";

/** The build options of a file that is a Go program. */
export const goBinaryOptionsOf = (
  { path, directory, package: main, ldflagsFile, tags }: FileOf<"goBinary">,
  resolve: Resolve,
): GoBinaryOptions => ({
  directory: resolve(directory),
  package: main,
  name: basename(path),
  ldflagsFile,
  tags,
});

/**
 * Downloads a Go module in the version that a module in the project requires, verified by go.sum, and finds a file in it.
 * @returns the file's path in the module cache
 * @throws when go is missing, cannot download the module, or the module does not contain the file
 */
export async function fetchGoModuleFile(
  wanted: FileOf<"goModuleFile">,
  context: LayerContext,
): Promise<string> {
  const { module, file } = wanted;
  const directory = context.resolve(wanted.directory);
  const { folder } = await downloadGoModule(module, directory, context);
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`the Go module ${module} of ${directory} has no file ${file}`);
  return path;
}
