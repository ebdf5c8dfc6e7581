import { createReadStream, createWriteStream, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { sha256Of } from "../hashing";
import { type BuildOptions, sourcesKeyOf } from "./key";

/** The npm package with this platform's binaries. */
export const PREBUILT_PACKAGE = `@meshstack/${process.platform}-${process.arch}`;
/** The file of the package that lists its binaries. */
export const MANIFEST = "binaries.json";

const manifest = z.strictObject({
  binaries: z.record(
    z.string(),
    z.strictObject({
      /** The hash of its sources, {@link sourcesKeyOf}. */
      sources: z.string().regex(/^[0-9a-f]{16}$/),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type PrebuiltManifest = z.infer<typeof manifest>;

/** A binary in an installed package. */
export interface Prebuilt {
  /** Identifies its sources. */
  key: string;
  /** Absolute path of the file. */
  file: string;
  sha256: string;
}

/** The file of a binary in the package. */
export const prebuiltFile = (name: string): string => join("bin", name);

/**
 * Finds the binary of a build in the npm package of this platform. The package can be installed in any `node_modules`
 * folder above the module.
 * @returns undefined when no package is installed, or its binary has other sources, which `reject` reports
 * @throws when the package's list of binaries cannot be read
 */
export function findPrebuilt(
  build: BuildOptions,
  reject: (reason: string) => void = () => {},
): Prebuilt | undefined {
  const folder = installedPackage(build.directory);
  if (folder === undefined) return undefined;
  const entry = readManifest(join(folder, MANIFEST)).binaries[build.name];
  if (entry === undefined) return undefined;
  const key = sourcesKeyOf(build);
  if (entry.sources === key) {
    return { key, file: join(folder, prebuiltFile(build.name)), sha256: entry.sha256 };
  }
  reject(
    `${folder}: found ${build.name} of the sources ${entry.sources}; expected ${key}. It is built from source instead.`,
  );
  return undefined;
}

function installedPackage(from: string): string | undefined {
  const folder = join(from, "node_modules", PREBUILT_PACKAGE);
  if (existsSync(join(folder, MANIFEST))) return folder;
  const parent = dirname(from);
  return parent === from ? undefined : installedPackage(parent);
}

function readManifest(path: string): PrebuiltManifest {
  try {
    return manifest.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const found = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`${path}: found ${found}; expected a list of binaries. ${REMEDY}`);
  }
}

const REMEDY = `Install the package again, or remove it (npm uninstall ${PREBUILT_PACKAGE}) to build from source.`;

/**
 * Copies a binary out of its package and verifies its checksum.
 * @throws when the file cannot be read, or its checksum differs from the package's list
 */
export async function copyPrebuilt(
  { file, sha256 }: Prebuilt,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(createReadStream(file), createWriteStream(target, { mode: 0o755 }), { signal });
  const found = await sha256Of(target);
  if (found !== sha256) throw new Error(`${file}: found SHA-256 ${found}; expected ${sha256}. ${REMEDY}`);
}
