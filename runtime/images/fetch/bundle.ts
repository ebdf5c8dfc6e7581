import { dirname, join, relative, sep } from "node:path";
import type { Progress } from "../../../lib/cache";

/** Options of all bundles; part of an image's key. */
export const BUNDLER = { bundle: true, platform: "node", format: "cjs", minifySyntax: true } as const;

export interface BundleOptions {
  /** The entrypoint, absolute. */
  entry: string;
  /** The folders of all imported files, absolute. */
  sources: readonly string[];
  /** The target version of Node.js. */
  node: string;
}

/**
 * Bundles a JavaScript program into one file.
 * @throws when it does not compile, or imports a file outside its sources
 */
export async function bundle({ entry, sources, node }: BundleOptions, progress: Progress): Promise<Buffer> {
  progress(`bundling ${entry}`);
  const { build } = await import("esbuild");
  const folder = dirname(entry); // paths in the output are relative to it
  const result = await build({
    ...BUNDLER,
    absWorkingDir: folder,
    entryPoints: [entry],
    target: `node${node}`,
    tsconfigRaw: {}, // ignores the project's own
    preserveSymlinks: true, // node_modules may be a symlink
    charset: "utf8",
    write: false,
    metafile: true,
    logLevel: "silent",
  }).catch((error: Error) => {
    throw new Error(`cannot bundle ${entry}: ${error.message}`, { cause: error });
  });
  const inside = (path: string): boolean =>
    sources.some((source) => !relative(source, path).startsWith(`..${sep}`));
  const stray = Object.keys(result.metafile.inputs)
    .map((input) => join(folder, input))
    .find((path) => !inside(path));
  if (stray !== undefined) {
    throw new Error(
      `${entry} imports ${stray}, which is outside its sources (${sources.join(", ")}). Add its folder or npm package, ` +
        "so that the image is built again when it changes.",
    );
  }
  return Buffer.from(result.outputFiles[0]!.contents);
}
