import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { type BuiltImage, ensureImage, findImage } from "./build";
import { imageDescription } from "./description";
import { images } from "./descriptions";

const resolveInProject = (path: string): string => resolve(__dirname, "..", "..", path);

/** Builds images ahead of the command that needs them, and lists them. */
async function main(): Promise<void> {
  const program = new Command("images").description("Builds container images from package registries.");
  program
    .command("list")
    .description("the images that can be built, and of those that are built what `build` prints")
    .action(async () => {
      for (const description of images) {
        const built = await findImage(description, resolveInProject);
        process.stdout.write(`${built === undefined ? `${description.name} (not built)` : lineOf(built)}\n`);
      }
    });
  program
    .command("build")
    .description(
      "builds images into the cache, unless they are there, and prints NAME DIGEST ARCHIVE SIZE of each",
    )
    .argument("[name...]", "default: all")
    .option("--file <json>", "a description of your own instead")
    .action(build);
  await program.parseAsync();
}

async function build(names: string[], { file }: { file?: string }): Promise<void> {
  const unknown = names.filter((name) => !images.some((image) => image.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `there is no image ${unknown.join(", ")}; there are ${images.map(({ name }) => name).join(", ")}`,
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
}

let shown = "";
/** Each message once: a build says a hundred times how far it is. */
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
