import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ensureBuilt, type GoBinaryOptions } from "../../lib/goBinary/build";
import { sourcesKeyOf } from "../../lib/goBinary/key";
import { MANIFEST, PREBUILT_PACKAGE, prebuiltFile, type PrebuiltManifest } from "../../lib/goBinary/prebuilt";
import type { Progress } from "../../lib/cache";
import { sha256Of } from "../../lib/hashing";
import { run } from "../../lib/run";

interface PackOptions {
  /** The version of the package. */
  version: string;
  /** The folder of the tarball. */
  output: string;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Packs binaries into the npm package of this platform. Binaries that the cache does not have are built.
 * @returns the path of the tarball
 * @throws when a build or `npm pack` fails
 */
export async function packBinaries(
  binaries: readonly GoBinaryOptions[],
  { version, output, progress, signal }: PackOptions,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "meshstack-package-"));
  try {
    const manifest: PrebuiltManifest = { binaries: {} };
    for (const options of binaries) {
      const { build, path } = await ensureBuilt(options, progress, signal);
      const packed = join(folder, prebuiltFile(build.name));
      mkdirSync(dirname(packed), { recursive: true });
      copyFileSync(path, packed);
      manifest.binaries[build.name] = { sources: sourcesKeyOf(build), sha256: await sha256Of(packed) };
    }
    const write = (name: string, content: unknown) =>
      writeFileSync(join(folder, name), `${JSON.stringify(content, undefined, 2)}\n`);
    write(MANIFEST, manifest);
    write("package.json", {
      name: PREBUILT_PACKAGE,
      version,
      description: `The binaries of Meshstack for ${process.platform} on ${process.arch}`,
      license: "Apache-2.0",
      os: [process.platform],
      cpu: [process.arch],
      preferUnplugged: true,
    });
    progress(`packing ${PREBUILT_PACKAGE} ${version}`);
    mkdirSync(output, { recursive: true });
    const args = ["pack", "--silent", "--pack-destination", resolve(output)];
    return join(resolve(output), (await run("npm", args, { signal, cwd: folder })).trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}
