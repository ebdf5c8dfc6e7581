import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CacheEntry, ensureCached } from "../../lib/cache";
import { type BuildContext, rootsFolder } from "./context";
import type { RootFileSystemDescription } from "./description";
import { folderKeysOf } from "./key";
import { ensureLayers } from "./layers/ensureLayer";
import { unpackTar } from "./tar";

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
const RECORD = "root.json";

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
  const keys = await folderKeysOf(description, context.resolve);
  const entry: CacheEntry = { cache: rootsFolder(), name, key: keys.folder, file: RECORD };
  const record = await ensureCached(entry, progress, signal, async (folder) => {
    const layers = await ensureLayers(description.layers, keys.layers, context, unpackWith(context));
    progress(`unpacking ${name}`);
    const root = join(folder, FOLDER);
    mkdirSync(root, { mode: 0o755 });
    for (const layer of layers) await unpackTar(layer.path, root, signal);
    writeFileSync(join(folder, RECORD), JSON.stringify({ instance: randomBytes(8).toString("hex") }));
  });
  const { instance } = JSON.parse(readFileSync(record, "utf8")) as Pick<RootFileSystem, "instance">;
  return { key: keys.folder, path: join(dirname(record), FOLDER), instance };
}

/** Unpacks the files of registries' clients for the build of a layer. */
export const unpackWith =
  (context: BuildContext) =>
  async (client: RootFileSystemDescription): Promise<string> =>
    (await ensureRootFileSystem(client, context)).path;
