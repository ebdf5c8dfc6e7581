import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CacheEntry, ensureCached, fileOf } from "../../lib/cache";
import { type BuildContext, imagesFolder, type Resolve } from "./context";
import type { ImageDescription } from "./description";
import { keysOf } from "./key";
import { writeImage } from "./oci";
import { ensureLayers } from "./rootFileSystem";
import { type TarEntry, writeTar } from "./tar";

/** A cached image. */
export interface BuiltImage {
  /** Identifies the sources of the image. */
  key: string;
  /** `meshstack.local/NAME:TAG`; the tag identifies the content. */
  name: string;
  /** The digest of its manifest: `sha256:` and 64 hex digits. */
  digest: string;
  /** Absolute path of the OCI archive. */
  archive: string;
}

const FILE = "image.tar";
/** Name and digest of the image, beside its archive. */
const RECORD = "image.json";

/**
 * Builds the image unless it is cached. Concurrent builds of the same image or layer wait for each other, and images share
 * equal layers.
 * @throws when a source cannot be downloaded or built, with a hint
 */
export async function ensureImage(description: ImageDescription, context: BuildContext): Promise<BuiltImage> {
  const { progress, signal } = context;
  const { key, layers } = await keysOf(description, context.resolve);
  const entry = entryOf(description, key);
  await ensureCached(entry, progress, signal, (folder) => build(description, layers, folder, context));
  return readImage(entry);
}

/** Returns the image if it is cached. @throws when go or a file of the project is missing */
export async function findImage(
  description: ImageDescription,
  resolve: Resolve,
): Promise<BuiltImage | undefined> {
  const entry = entryOf(description, (await keysOf(description, resolve)).key);
  return existsSync(fileOf(entry)) ? readImage(entry) : undefined;
}

const entryOf = ({ name }: ImageDescription, key: string): CacheEntry => ({
  cache: imagesFolder(),
  name,
  key,
  file: FILE,
  kept: 2, // an image is quickly built again from its layers
});

function readImage(entry: CacheEntry): BuiltImage {
  const archive = fileOf(entry);
  const record = JSON.parse(readFileSync(join(dirname(archive), RECORD), "utf8")) as Pick<
    BuiltImage,
    "name" | "digest"
  >;
  return { ...record, key: entry.key, archive };
}

async function build(
  description: ImageDescription,
  keys: readonly string[],
  folder: string,
  context: BuildContext,
): Promise<void> {
  const { progress, signal } = context;
  const layers = await ensureLayers(description.layers, keys, context);
  const users = join(folder, "users.tar");
  const blob = await writeTar(users, userEntries(description), signal);
  layers.push({ ...blob, name: "users", path: users, packages: [] });
  progress(`writing the image ${description.name}`);
  const { name, digest } = await writeImage(join(folder, FILE), description, layers, signal);
  writeFileSync(join(folder, RECORD), JSON.stringify({ name, digest }));
  rmSync(users);
}

/** Returns `/etc/passwd` and `/etc/group` with root and the users of the image, their home folders, and `/tmp`. */
function userEntries({ users = [] }: ImageDescription): TarEntry[] {
  const all = [{ name: "root", id: 0, home: "/root" }, ...users];
  const passwd = all.map(({ name, id, home }) => `${name}:x:${id}:${id}:${name}:${home}:/usr/sbin/nologin\n`);
  const group = all.map(({ name, id }) => `${name}:x:${id}:\n`);
  const text = (path: string, lines: string[]): TarEntry => ({
    path,
    type: "file",
    mode: 0o644,
    content: Buffer.from(lines.join("")),
  });
  return [
    text("etc/passwd", passwd),
    text("etc/group", group),
    { path: "tmp", type: "directory", mode: 0o1777 },
    ...all.map(({ id, home }): TarEntry => {
      return { path: home.slice(1), type: "directory", mode: 0o755, uid: id, gid: id };
    }),
  ];
}
