import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { terminalProgress } from "../../lib/goBinary/terminalProgress";
import { foundExpected } from "../../lib/problemText";
import { didYouMean } from "../../lib/suggest";
import { type BuiltImage, ensureImage, findImage } from "./build";
import { imageDescription } from "./description";
import { images, node } from "./descriptions";
import { ensureRootFileSystem } from "./rootFileSystem";

const resolveInProject = (path: string): string => resolve(__dirname, "..", "..", path);

/** Lists images and builds them ahead of time. */
async function main(): Promise<void> {
  const program = new Command("images").description("Builds container images from package registries.");
  program
    .command("list")
    .description("lists the images, each with the output of `build` if it is cached")
    .action(async () => {
      for (const description of images) {
        const built = await findImage(description, resolveInProject);
        process.stdout.write(`${built === undefined ? `${description.name} (not built)` : lineOf(built)}\n`);
      }
    });
  program
    .command("build")
    .description("builds the images that are not cached, and prints NAME DIGEST ARCHIVE SIZE of each")
    .argument("[name...]", "default: all, and the root file system of real nodes, with its path")
    .option("--file <json>", "build the image that this file describes instead")
    .action(build);
  await program.parseAsync();
}

async function build(names: string[], { file }: { file?: string }): Promise<void> {
  const known = images.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const expected = `one of ${known.join(", ")}`;
    throw new Error(`image: ${foundExpected(unknown, expected, didYouMean(unknown, known))}`);
  }
  const wanted =
    file !== undefined
      ? [imageDescription.parse(JSON.parse(readFileSync(file, "utf8")))]
      : images.filter(({ name }) => names.length === 0 || names.includes(name));
  await terminalProgress(async (progress, signal) => {
    const context = { resolve: resolveInProject, progress, signal };
    const lines: string[] = [];
    for (const description of wanted) lines.push(lineOf(await ensureImage(description, context)));
    if (names.length === 0 && file === undefined)
      lines.push(`${node.name} ${(await ensureRootFileSystem(node, context)).path}`);
    return lines.join("\n");
  });
}

const lineOf = ({ name, digest, archive }: BuiltImage): string =>
  [name, digest, archive, `${(statSync(archive).size / 2 ** 20).toFixed(1)} MiB`].join(" ");

main().catch((error: unknown) => {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
