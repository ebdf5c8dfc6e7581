import { dirname, join, relative, sep } from "node:path";
import type { FileOf } from "../description";
import type { LayerContext } from "../context";

/** Options of all bundles; part of an image's key. */
export const BUNDLER = { bundle: true, platform: "node", format: "cjs", minifySyntax: true } as const;

/** A package's folder in the project. */
export const packageFolder = (name: string): string => `node_modules/${name}`;

/**
 * Bundles a JavaScript program into one file.
 * @throws when it does not compile, or imports a file outside its sources
 */
export async function bundle(file: FileOf<"bundle">, { resolve, progress }: LayerContext): Promise<Buffer> {
  const entry = resolve(file.entry);
  const sources = [...file.sources, ...(file.packages ?? []).map(packageFolder)].map(resolve);
  progress(`bundling ${entry}`);
  const { build } = await import("esbuild");
  const folder = dirname(entry); // paths in the output are relative to it
  const result = await build({
    ...BUNDLER,
    absWorkingDir: folder,
    entryPoints: [entry],
    target: `node${file.node}`,
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
