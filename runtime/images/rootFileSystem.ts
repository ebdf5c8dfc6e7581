import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CacheEntry, ensureCached, fileOf } from "../../lib/cache";
import { firstStart } from "../../lib/firstStart/workLeft";
import { type BuildContext, downloadsFolder, type LayerContext, layersFolder, rootsFolder } from "./context";
import type { LayerDescription, RootFileSystemDescription } from "./description";
import type { DebianPackage } from "./fetch/debianPackages";
import { keysOf } from "./key";
import { debianEntries } from "./layers/debian";
import { filesEntries } from "./layers/files";
import type { LayerFile } from "./oci";
import { unpackTar, writeTar } from "./tar";

/** A root file system in the cache. Programs only read it: files have no permission to write. */
export interface RootFileSystem {
  /** Identifies its sources. */
  key: string;
  /** Absolute path of the folder. */
  path: string;
  /** Changes when the folder was deleted and unpacked again, so that programs that run from it restart. */
  instance: string;
}

const FOLDER = "root";
/** Written last, so it marks a complete folder. */
const ROOT_RECORD = "root.json";

/**
 * Unpacks a root file system unless it is cached. It belongs to the user, whatever owners the layers name. Concurrent
 * calls unpack it once.
 * @throws when a source cannot be downloaded or built, with a hint
 */
export async function ensureRootFileSystem(
  description: RootFileSystemDescription,
  context: BuildContext,
): Promise<RootFileSystem> {
  const { progress, signal } = context;
  const { name } = description;
  const { key, layers: keys } = await keysOf(description, context.resolve);
  const entry: CacheEntry = { cache: rootsFolder(), name, key, file: ROOT_RECORD };
  const record = await ensureCached(entry, progress, signal, async (folder) => {
    const layers = await ensureLayers(description.layers, keys, context);
    progress(`unpacking ${name}`);
    const root = join(folder, FOLDER);
    mkdirSync(root, { mode: 0o755 });
    for (const layer of layers) await unpackTar(layer.path, root, signal);
    writeFileSync(join(folder, ROOT_RECORD), JSON.stringify({ instance: randomBytes(8).toString("hex") }));
  });
  const { instance } = JSON.parse(readFileSync(record, "utf8")) as Pick<RootFileSystem, "instance">;
  return { key, path: join(dirname(record), FOLDER), instance };
}

const LAYER_FILE = "layer.tar";
/** Digest, size and packages of the layer, beside its file. */
const LAYER_RECORD = "layer.json";

const layerEntry = (name: string, key: string): CacheEntry => ({
  cache: layersFolder(),
  name,
  key,
  file: LAYER_FILE,
});

/**
 * Builds the layers that are not cached, from bottom to top. Concurrent builds of the same layer wait for each other. The
 * client of a registry can be a root file system, which consists of layers itself.
 * @param keys of the layers
 * @throws when a source cannot be downloaded or built
 */
export async function ensureLayers(
  descriptions: readonly LayerDescription[],
  keys: readonly string[],
  context: BuildContext,
): Promise<LayerFile[]> {
  for (const [i, { name }] of descriptions.entries()) {
    if (!existsSync(fileOf(layerEntry(name, keys[i]!)))) firstStart.expect(name);
  }
  const layers: LayerFile[] = [];
  for (const [i, layer] of descriptions.entries()) {
    const { name } = layer;
    const below = layers.flatMap(({ packages }) => packages);
    const path = await ensureCached(layerEntry(name, keys[i]!), context.progress, context.signal, (folder) =>
      buildLayer(layer, below, folder, context),
    );
    const record = JSON.parse(readFileSync(join(dirname(path), LAYER_RECORD), "utf8")) as Omit<
      LayerFile,
      "name" | "path"
    >;
    layers.push({ ...record, name, path });
  }
  return layers;
}

/** @param below the Debian packages of the layers below */
async function buildLayer(
  layer: LayerDescription,
  below: readonly DebianPackage[],
  folder: string,
  context: BuildContext,
): Promise<void> {
  const { progress, signal } = context;
  const { name } = layer;
  const scratch = join(folder, "scratch");
  mkdirSync(scratch);
  const unpack = unpackWith(context);
  const fetching: LayerContext = { ...context, downloads: downloadsFolder(), scratch, unpack };
  const { entries, packages } =
    layer.kind === "debian"
      ? await debianEntries(layer, below, fetching)
      : { entries: await filesEntries(layer, fetching), packages: [] };
  progress(`writing the layer ${name}`);
  const blob = await writeTar(join(folder, LAYER_FILE), entries, signal).catch((error: Error) => {
    signal.throwIfAborted();
    throw new Error(`cannot write the layer ${name}: ${error.message}`, { cause: error });
  });
  writeFileSync(join(folder, LAYER_RECORD), JSON.stringify({ ...blob, packages }));
  rmSync(scratch, { recursive: true });
  firstStart.record(name, 1);
}

/** Unpacks the files of registries' clients for the build of a layer. */
export const unpackWith =
  (context: BuildContext): LayerContext["unpack"] =>
  async (client) =>
    (await ensureRootFileSystem(client, context)).path;
