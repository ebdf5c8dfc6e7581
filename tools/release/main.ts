import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { BINARY_MODULE } from "../../components/cluster/embedded/config";
import { BINARY_BUILD } from "../../components/cluster/embedded/place";
import type { GoBinaryOptions } from "../../lib/goBinary/build";
import { terminalProgress } from "../../lib/goBinary/terminalProgress";
import { images } from "../../runtime/images/descriptions";
import { goBinaryOptionsOf } from "../../runtime/images/fetch/go";
import { packBinaries } from "./pack";

const root = resolve(__dirname, "..", "..");

/** All Go programs of the stacks. */
function binaries(): GoBinaryOptions[] {
  const inRoot = (path: string) => resolve(root, path);
  const ofImages = images
    .flatMap(({ layers }) => layers.flatMap((layer) => (layer.kind === "files" ? layer.files : [])))
    .flatMap((file) => (file.kind === "goBinary" ? [goBinaryOptionsOf(file, inRoot)] : []));
  return [{ directory: inRoot(BINARY_MODULE), package: ".", ...BINARY_BUILD }, ...ofImages];
}

/** `make release`: packs the binaries for this platform and prints the path of the tarball. */
async function main(): Promise<void> {
  const { output } = new Command("release")
    .description("Packs the binaries of this platform into an npm package, and prints its path.")
    .option("--output <folder>", "folder of the tarball", ".")
    .parse()
    .opts<{ output: string }>();
  const { version } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as { version: string };
  await terminalProgress((progress, signal) =>
    packBinaries(binaries(), { version, output, progress, signal }),
  );
}

void main();
