import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CacheEntry, ensureCached, fileOf } from "../../../lib/cache";
import { expectPart, recordPart } from "../../../lib/firstStart/progress";
import { type BuildContext, downloadsFolder, layersFolder } from "../context";
import type { LayerDescription } from "../description";
import type { DebianPackage } from "../fetch/debianPackages";
import type { ClientFetching } from "../fetch/fetching";
import type { LayerFile } from "../oci";
import { writeTar } from "../tar";
import { debianEntries } from "./debian";
import { filesEntries } from "./files";

const FILE = "layer.tar";
/** Digest, size and packages of the layer, beside its file. */
const RECORD = "layer.json";

/**
 * Builds the layers that are not cached, from bottom to top.
 * @param keys of the layers
 * @param unpack unpacks the files of a registry's client
 * @throws when a source cannot be downloaded or built
 */
export async function ensureLayers(
  descriptions: readonly LayerDescription[],
  keys: readonly string[],
  context: BuildContext,
  unpack: ClientFetching["unpack"],
): Promise<LayerFile[]> {
  for (const [i, { name }] of descriptions.entries()) {
    if (!existsSync(fileOf(entryOf(name, keys[i]!)))) expectPart(name);
  }
  const layers: LayerFile[] = [];
  for (const [i, layer] of descriptions.entries()) {
    const below = layers.flatMap(({ packages }) => packages);
    layers.push(await ensureLayer(layer, keys[i]!, below, { ...context, unpack }));
  }
  return layers;
}

const entryOf = (name: string, key: string): CacheEntry => ({
  cache: layersFolder(),
  name,
  key,
  file: FILE,
});

/**
 * Builds a layer unless it is cached. Concurrent builds of the same layer wait for each other.
 * @param below the Debian packages of the layers below
 * @throws when a source cannot be downloaded or built
 */
async function ensureLayer(
  layer: LayerDescription,
  key: string,
  below: readonly DebianPackage[],
  { resolve, progress, signal, unpack }: BuildContext & Pick<ClientFetching, "unpack">,
): Promise<LayerFile> {
  const { name } = layer;
  const path = await ensureCached(entryOf(name, key), progress, signal, async (folder) => {
    const scratch = join(folder, "scratch");
    mkdirSync(scratch);
    const fetching: ClientFetching = { downloads: downloadsFolder(), scratch, unpack, progress, signal };
    const { entries, packages } =
      layer.kind === "debian"
        ? await debianEntries(layer, below, fetching)
        : { entries: await filesEntries(layer, resolve, fetching), packages: [] };
    progress(`writing the layer ${name}`);
    const blob = await writeTar(join(folder, FILE), entries, signal).catch((error: Error) => {
      signal.throwIfAborted();
      throw new Error(`cannot write the layer ${name}: ${error.message}`, { cause: error });
    });
    writeFileSync(join(folder, RECORD), JSON.stringify({ ...blob, packages }));
    rmSync(scratch, { recursive: true });
    recordPart(name, 1);
  });
  const record = JSON.parse(readFileSync(join(dirname(path), RECORD), "utf8")) as Omit<
    LayerFile,
    "name" | "path"
  >;
  return { ...record, name, path };
}
