import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join, posix, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Pack } from "tar-stream";
import { sha256Of } from "../../lib/hashing";

/** One path of a tar file, relative and without a slash at either end. */
export type TarEntry = { path: string; uid?: number; gid?: number } & (
  | { type: "directory"; mode: number }
  | { type: "symlink"; target: string }
  /** The content, or the file to copy it from. */
  | { type: "file"; mode: number; content: Buffer | { file: string } }
);

/** The digest and size of a file. */
export interface Blob {
  /** `sha256:` and 64 hex digits. */
  digest: string;
  /** Bytes. */
  size: number;
}

/**
 * Sorts the entries by path, folders before their contents, and adds missing parent folders.
 * @throws when two entries have the same path, or a parent is not a folder
 */
export function arrange(entries: readonly TarEntry[]): TarEntry[] {
  const byPath = new Map<string, TarEntry>();
  for (const entry of entries) {
    const other = byPath.get(entry.path);
    if (other !== undefined && !(other.type === "directory" && entry.type === "directory")) {
      throw new Error(`/${entry.path}: found two entries; expected one`);
    }
    byPath.set(entry.path, entry);
  }
  for (const { path } of entries) {
    for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) {
      const above = byPath.get(folder);
      if (above === undefined) byPath.set(folder, { type: "directory", path: folder, mode: 0o755 });
      else if (above.type !== "directory") throw new Error(`/${path}: its parent /${folder} is not a folder`);
    }
  }
  const keys = new Map([...byPath.keys()].map((path) => [path, Buffer.from(path.replaceAll("/", "\0"))]));
  return [...byPath.values()].sort((a, b) => Buffer.compare(keys.get(a.path)!, keys.get(b.path)!));
}

/**
 * Writes a reproducible tar file: times are 0, owners are numbers, and entries are sorted.
 * @throws the signal's reason when it is aborted
 */
export async function writeTar(
  path: string,
  entries: readonly TarEntry[],
  signal: AbortSignal,
): Promise<Blob> {
  const { pack } = await import("tar-stream"); // loaded only for builds
  signal.throwIfAborted();
  const arranged = arrange(entries);
  const archive = pack();
  archive.on("error", () => {}); // the pipeline reports it
  const file = createWriteStream(path, { mode: 0o600 });
  const closed = new Promise<void>((resolve) => file.once("close", resolve));
  const written = pipeline(archive, file, { signal });
  const added = addAll(archive, arranged).catch((error: Error) => {
    archive.destroy(error);
    throw error;
  });
  // The caller may delete the folder afterwards. An aborted pipeline ends while the file is still being opened.
  const failed = (await Promise.allSettled([added, written])).find(({ status }) => status === "rejected");
  await closed;
  signal.throwIfAborted();
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
  return { digest: `sha256:${await sha256Of(path)}`, size: statSync(path).size };
}

async function addAll(archive: Pack, entries: readonly TarEntry[]): Promise<void> {
  for (const entry of entries) await add(archive, entry);
  archive.finalize();
}

async function add(archive: Pack, entry: TarEntry): Promise<void> {
  const common = {
    name: entry.path,
    uid: entry.uid ?? 0,
    gid: entry.gid ?? 0,
    uname: "",
    gname: "",
    mtime: new Date(0),
  };
  if (entry.type === "directory") {
    archive.entry({ ...common, type: "directory", mode: entry.mode });
  } else if (entry.type === "symlink") {
    archive.entry({ ...common, type: "symlink", mode: 0o777, linkname: entry.target });
  } else if (Buffer.isBuffer(entry.content)) {
    archive.entry({ ...common, type: "file", mode: entry.mode }, entry.content);
  } else {
    const { file } = entry.content;
    const sink = archive.entry({ ...common, type: "file", mode: entry.mode, size: statSync(file).size });
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), sink);
  }
}

/**
 * Unpacks a tar file that {@link writeTar} wrote into a folder, over what the folder contains. Files belong to this user
 * and are read-only; folders are writable, so that the user can delete them.
 * @throws the signal's reason when it is aborted; Error when a link in the folder leads an entry out of it
 */
export async function unpackTar(path: string, folder: string, signal: AbortSignal): Promise<void> {
  const { extract } = await import("tar-stream");
  const root = realpathSync(folder) + sep;
  const entries = extract();
  const read = pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), entries, { signal });
  const unpacked = (async () => {
    for await (const entry of entries) {
      const { name, type, mode = 0o644, linkname } = entry.header;
      const target = join(folder, name);
      if (type === "directory") {
        mkdirSync(target, { recursive: true, mode: 0o755 });
        const real = realpathSync(target);
        if (!(real + sep).startsWith(root))
          throw new Error(`/${name}: found a link to ${real}; expected a folder in ${folder}`);
        entry.resume();
        continue;
      }
      rmSync(target, { force: true });
      if (type === "symlink") {
        symlinkSync(linkname!, target);
        entry.resume();
      } else {
        await pipeline(entry, createWriteStream(target, { flags: "wx", mode: mode & 0o555 }));
      }
    }
  })();
  const failed = (await Promise.allSettled([unpacked, read])).find(({ status }) => status === "rejected");
  signal.throwIfAborted();
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
}
