import { dirname, join, relative, sep } from "node:path";
import type { Progress } from "../../../lib/cache";

/** How bundles are made: part of what they are made from. */
export const BUNDLER = { bundle: true, platform: "node", format: "cjs", minifySyntax: true } as const;

export interface BundleOptions {
  /** The program's first module, absolute. */
  entry: string;
  /** Folders that hold all that goes into it, absolute. */
  sources: readonly string[];
  /** The version of Node.js that runs it. */
  node: string;
}

/**
 * A JavaScript program as one file.
 * @throws when it does not compile, or something goes into it that lies in none of its sources
 */
export async function bundle({ entry, sources, node }: BundleOptions, progress: Progress): Promise<Buffer> {
  progress(`bundling ${entry}`);
  const { build } = await import("esbuild");
  const folder = dirname(entry); // what the output says of paths is relative to it
  const result = await build({
    ...BUNDLER,
    absWorkingDir: folder,
    entryPoints: [entry],
    target: `node${node}`,
    tsconfigRaw: {}, // whatever the project's own may say
    preserveSymlinks: true, // a checkout may share its packages with another
    charset: "utf8",
    write: false,
    metafile: true,
    logLevel: "silent",
  }).catch((error: Error) => {
    throw new Error(`${entry} cannot be bundled: ${error.message}`, { cause: error });
  });
  const inside = (path: string): boolean =>
    sources.some((source) => !relative(source, path).startsWith(`..${sep}`));
  const stray = Object.keys(result.metafile.inputs)
    .map((input) => join(folder, input))
    .find((path) => !inside(path));
  if (stray !== undefined) {
    throw new Error(
      `${entry} needs ${stray}, which lies in none of its sources (${sources.join(", ")}): name its folder or npm ` +
        "package too, so that the image is built again when it changes",
    );
  }
  return Buffer.from(result.outputFiles[0]!.contents);
}
