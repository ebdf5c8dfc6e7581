import { resolve } from "node:path";
import { Command } from "commander";
import { ensureBuilt } from "./build";

interface Arguments {
  directory: string;
  name: string;
  package: string;
  ldflagsFile?: string;
  tags?: string[];
}

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
    .opts<Arguments>();
  const cancellation = new AbortController();
  process.once("SIGINT", () => cancellation.abort(new Error("cancelled")));
  const terminal = process.stderr.isTTY;
  let shown = 0;
  const progress = (message: string): void => {
    // At most one line per second where lines cannot be overwritten.
    if (!terminal && Date.now() - shown < 1000) return;
    shown = Date.now();
    process.stderr.write(
      terminal ? `\r\x1b[K${message.slice(0, process.stderr.columns - 1)}` : `${message}\n`,
    );
  };
  try {
    const built = await ensureBuilt(
      { ...rest, directory: resolve(directory) },
      progress,
      cancellation.signal,
    );
    if (terminal && shown > 0) process.stderr.write("\r\x1b[K");
    process.stdout.write(`${built.path}\n`);
  } catch (error) {
    process.stderr.write(`${terminal && shown > 0 ? "\n" : ""}error: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

void main();
