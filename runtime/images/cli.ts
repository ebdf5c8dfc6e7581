import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
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
  const unknown = names.filter((name) => !images.some((image) => image.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `image: found ${unknown.join(", ")}; expected ${images.map(({ name }) => name).join(", ")}`,
    );
  }
  const cancellation = new AbortController();
  process.once("SIGINT", () => cancellation.abort(new Error("cancelled")));
  process.once("SIGTERM", () => cancellation.abort(new Error("cancelled")));
  const wanted =
    file !== undefined
      ? [imageDescription.parse(JSON.parse(readFileSync(file, "utf8")))]
      : images.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const description of wanted) {
    const built = await ensureImage(description, {
      resolve: resolveInProject,
      progress,
      signal: cancellation.signal,
    });
    process.stdout.write(`${lineOf(built)}\n`);
  }
  if (names.length === 0 && file === undefined) {
    const { path } = await ensureRootFileSystem(node, {
      resolve: resolveInProject,
      progress,
      signal: cancellation.signal,
    });
    process.stdout.write(`${node.name} ${path}\n`);
  }
}

let shown = "";
/** Omits repeated messages: a build reports its progress a hundred times. */
function progress(message: string): void {
  if (message === shown) return;
  shown = message;
  process.stderr.write(`${message}\n`);
}

const lineOf = ({ name, digest, archive }: BuiltImage): string =>
  [name, digest, archive, `${(statSync(archive).size / 2 ** 20).toFixed(1)} MiB`].join(" ");

main().catch((error: unknown) => {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
