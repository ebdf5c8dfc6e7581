import { basename } from "node:path";
import type { GoBinaryOptions } from "../../lib/goBinary/build";
import type { FileOf } from "./description";
import type { BundleOptions } from "./fetch/bundle";

/** Resolves a path that is relative to the project's root. */
export type Resolve = (path: string) => string;

/** The build options of a file that is a Go program. */
export function goBinaryOptionsOf(
  { path, directory, package: main, ldflagsFile, tags }: FileOf<"goBinary">,
  resolve: Resolve,
): GoBinaryOptions {
  return {
    directory: resolve(directory),
    package: main,
    name: basename(path),
    ...(ldflagsFile === undefined ? {} : { ldflagsFile }),
    ...(tags === undefined ? {} : { tags }),
  };
}

export function bundleOptionsOf(
  { entry, sources, packages = [], node }: FileOf<"bundle">,
  resolve: Resolve,
): BundleOptions {
  return {
    entry: resolve(entry),
    sources: [...sources, ...packages.map(packageFolder)].map(resolve),
    node,
  };
}

/** A package's folder in the project. */
export const packageFolder = (name: string): string => `node_modules/${name}`;
