import { createHash } from "node:crypto";
import { copyFileSync, linkSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ensureCached, type Progress } from "../../lib/cache";
import { ensureBuilt } from "../../lib/goBinary/build";
import { cacheHome } from "../../lib/paths";

const LAUNCHERS = join(__dirname, "launchers");

/**
 * Builds the official Pulumi CLI from its Go module, unless the cache contains it, and puts this repository's language host
 * for nodejs beside it.
 * @returns the absolute path of `pulumi`
 * @throws when Go is missing or too old, or the build fails
 */
export async function ensureOfficialCli(progress: Progress, signal: AbortSignal): Promise<string> {
  const built = await ensureBuilt(
    {
      directory: join(__dirname, "cli"),
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      name: "pulumi",
      ldflagsFile: "ldflags.txt",
    },
    progress,
    signal,
  );
  const launchers = readdirSync(LAUNCHERS);
  const key = createHash("sha256")
    .update(JSON.stringify([built.key, LAUNCHERS, launchers]))
    .digest("hex")
    .slice(0, 16);
  const entry = { cache: join(cacheHome(), "pulumi"), name: "pulumi", key, file: "pulumi" };
  return ensureCached(entry, progress, signal, async (folder) => {
    // Not a symlink: the CLI searches for language hosts beside its real path.
    linkOrCopy(built.path, join(folder, "pulumi"));
    for (const name of launchers) symlinkSync(join(LAUNCHERS, name), join(folder, name));
  });
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // Another file system.
  }
}
