import { resolve } from "node:path";
import { Command } from "commander";
import { ensureBuilt, type GoBinaryOptions } from "./build";
import { terminalProgress } from "./terminalProgress";

/** Builds a Go binary into the cache and prints its path on standard output. */
async function main(): Promise<void> {
  const { directory, ...rest } = new Command("goBinary")
    .description("Builds a Go program into the cache, unless it exists, and prints its path.")
    .requiredOption("--directory <path>", "folder of the Go module")
    .requiredOption("--name <name>", "the binary's file name")
    .option("--package <path>", "main package, relative to the folder", ".")
    .option("--ldflags-file <file>", "file with flags for the linker, relative to the folder")
    .option("--tags <tags...>", "build tags")
    .parse()
    .opts<GoBinaryOptions>();
  await terminalProgress(
    async (progress, signal) =>
      (await ensureBuilt({ ...rest, directory: resolve(directory) }, progress, signal)).path,
  );
}

void main();
