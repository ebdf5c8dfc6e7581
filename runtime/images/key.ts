import { createHash, type Hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { locate } from "../../lib/goBinary/build";
import { sourceFiles } from "../../lib/goBinary/key";
import { textOrEmpty } from "../../lib/fileProblem";
import { addFiles } from "../../lib/hashing";
import {
  ARCHITECTURE,
  type FileDescription,
  type ImageDescription,
  type LayerDescription,
  type RootFileSystemDescription,
} from "./description";
import type { Resolve } from "./context";
import { BUNDLER, packageFolder } from "./fetch/bundle";
import { goBinaryOptionsOf } from "./fetch/go";
import { PAGE_BUNDLER } from "./fetch/page";

/** Incremented when the same description results in another layer. */
const FORMAT = 3;
/** Incremented when the same layers result in another archive or folder. */
const RESULT = 1;

/**
 * Hashes all sources of an image or a root file system, and of each layer, that are known before downloads and builds: 16 hex
 * digits of SHA-256. The versions of Debian packages are not part of it.
 * @throws when go or a file of the project is missing
 */
export async function keysOf(
  description: ImageDescription | RootFileSystemDescription,
  resolve: Resolve,
): Promise<{ key: string; layers: string[] }> {
  const layers: string[] = [];
  // A layer of Debian packages depends on those below, whose packages it omits.
  const below: string[] = [];
  for (const layer of description.layers) {
    const references = await referencesOf(layer, resolve).catch((error: Error) => {
      throw new Error(`the layer ${layer.name} of ${description.name}: ${error.message}`, { cause: error });
    });
    const key = digestOf([FORMAT, ARCHITECTURE, layer, below, references]);
    layers.push(key);
    if (layer.kind === "debian") below.push(key);
  }
  return { key: digestOf([FORMAT, RESULT, ARCHITECTURE, description, layers]), layers };
}

const digestOf = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);

/** JSON with sorted properties. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The sources of a layer's files outside the description. */
async function referencesOf(layer: LayerDescription, resolve: Resolve): Promise<unknown> {
  if (layer.kind === "debian") return debianRelease();
  return Promise.all(layer.files.map((file) => referenceOf(file, resolve)));
}

async function referenceOf(file: FileDescription, resolve: Resolve): Promise<unknown> {
  switch (file.kind) {
    case "project":
      return hashOf((hash) => hash.update(readFileSync(resolve(file.file))));
    case "goBinary":
      return (await locate(goBinaryOptionsOf(file, resolve))).key;
    case "goModuleFile":
      return hashOf((hash) => addFiles(hash, resolve(file.directory), ["go.mod", "go.sum"]));
    case "bundle":
      return [
        BUNDLER,
        hashOf((hash) => {
          for (const source of file.sources.map(resolve)) addFiles(hash, source, bundledFiles(source));
          for (const name of ["esbuild", ...(file.packages ?? [])]) {
            addFiles(hash, resolve(packageFolder(name)), ["package.json"]);
          }
        }),
      ];
    case "page":
      return [
        PAGE_BUNDLER,
        hashOf((hash) => {
          const folder = resolve(file.directory);
          addFiles(hash, folder, pageSources(folder));
          addFiles(hash, resolve(packageFolder("esbuild")), ["package.json"]);
        }),
      ];
    default:
      return undefined; // the description is complete
  }
}

/** The sources of a page, without packages that an editor requires. */
const pageSources = (folder: string): string[] =>
  sourceFiles(folder).filter((path) => !path.startsWith("node_modules/"));

const bundledFiles = (source: string): string[] =>
  sourceFiles(source).filter((path) => !path.endsWith(".test.ts"));

function hashOf(add: (hash: Hash) => void): string {
  const hash = createHash("sha256");
  add(hash);
  return hash.digest("hex");
}

/** `debian 12`; empty if unknown. */
function debianRelease(): string {
  const text = textOrEmpty("/etc/os-release");
  const field = (name: string) => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(text)?.[1] ?? "";
  return text && `${field("ID")} ${field("VERSION_ID")}`;
}
