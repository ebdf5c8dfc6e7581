import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { basename, join } from "node:path";
import { DiskFullError, isDiskFull } from "./diskFull";
import { withLock } from "./fileLock";
import { cacheHome } from "./paths";
import { identityOf, processIds } from "./processIdentity";

/** An artifact that is built once from its inputs: the folder `NAME-KEY` of a cache. */
export interface CacheEntry {
  /** The cache's folder, absolute. */
  cache: string;
  name: string;
  /** 16 hex digits that identify all inputs of the build. */
  key: string;
  /** The name of the file in the entry's folder that callers use. */
  file: string;
  /** How many entries of this name the cache keeps. Default 3. */
  kept?: number;
}

/** The folder of all cached binaries. */
export const binaryCache = (env: NodeJS.ProcessEnv = process.env): string => join(cacheHome(env), "bin");

/** Shows the progress of a build. */
export type Progress = (message: string) => void;

export const folderOf = ({ cache, name, key }: CacheEntry): string => join(cache, `${name}-${key}`);
export const fileOf = (entry: CacheEntry): string => join(folderOf(entry), entry.file);

/**
 * Builds an entry unless the cache contains it. Concurrent calls, also of other processes, build it once; an entry is
 * complete or absent.
 * @param build fills a folder that then becomes the entry
 * @returns the path of the entry's file
 * @throws the signal's reason when it is aborted; DiskFullError; the build's error
 */
export async function ensureCached(
  entry: CacheEntry,
  progress: Progress,
  signal: AbortSignal,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  if (touch(entry)) return fileOf(entry);
  const { cache, name } = entry;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const base = folderOf(entry);
  const waiting = ({ pid }: { pid: number }) =>
    progress(`waiting for the process ${pid}, which builds ${name}`);
  await withLock(`${base}.lock`, signal, waiting, async () => {
    if (touch(entry)) return;
    removeLeftovers(base, cache);
    rmSync(base, { recursive: true, force: true }); // A folder without the file is incomplete.
    const temporary = `${base}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
    mkdirSync(temporary, { mode: 0o700 });
    try {
      await build(temporary).catch((error: unknown) => {
        // Its parts are built in the same way.
        throw isDiskFull(error) && !(error instanceof DiskFullError)
          ? new DiskFullError(name, cache, error)
          : error;
      });
      try {
        renameSync(temporary, base);
      } catch (error) {
        if (!touch(entry)) throw error; // Another process has built it meanwhile.
      }
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
  removeOld(cache, name, entry.kept);
  return fileOf(entry);
}

/** Records the use of an entry. False when the cache does not contain it. */
function touch(entry: CacheEntry): boolean {
  if (statSync(fileOf(entry), { throwIfNoEntry: false })?.isFile() !== true) return false;
  const now = new Date();
  utimesSync(folderOf(entry), now, now);
  return true;
}

/** Removes temporary folders of builds whose process was killed. */
function removeLeftovers(base: string, cache: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const pid = name.startsWith(`${basename(base)}.`) && /\.(\d+)-[0-9a-f]+\.tmp$/.exec(name)?.[1];
    if (pid && identityOf(Number(pid)) === undefined) rmSync(path, { recursive: true, force: true });
  }
}

/** The folders of all complete entries of a name, the most recently used one first; empty without a cache. */
export function entriesOf(cache: string, name: string): string[] {
  return (existsSync(cache) ? readdirSync(cache) : [])
    .filter((entry) => entry.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1)))
    .map((entry) => ({ folder: join(cache, entry), used: usedAt(join(cache, entry)) }))
    .sort((a, b) => b.used - a.used)
    .map(({ folder }) => folder);
}

/** Another process can have removed the folder. */
const usedAt = (folder: string): number => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Removes all entries of a name except the most recently used ones and those that are in use: run, mounted, or named by a process. */
export function removeOld(cache: string, name: string, kept = 3): void {
  const entries = entriesOf(cache, name);
  if (entries.length <= kept) return;
  const [running, named] = [runningPrograms(), mountTables() + environments()];
  for (const folder of entries.slice(kept)) {
    if (running.has(join(folder, name)) || named.includes(`/${basename(folder)}/`)) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The executables of all running processes that this user can inspect; empty where /proc does not exist. */
const runningPrograms = (): Set<string> => new Set(ofProcesses((folder) => readlinkSync(`${folder}/exe`)));

/**
 * The mounts in all mount namespaces that this user can inspect. A cluster in its own namespace runs from an entry that
 * is mounted there.
 */
function mountTables(): string {
  const seen = new Set<string>();
  const tables = ofProcesses((folder) => {
    const namespace = readlinkSync(`${folder}/ns/mnt`);
    if (seen.has(namespace)) return "";
    seen.add(namespace);
    return readFileSync(`${folder}/mountinfo`, "utf8");
  });
  return tables.join("");
}

/** A cluster names the entry that it runs from in its environment, because its mounts do not name it. */
const environments = (): string =>
  ofProcesses((folder) => readFileSync(`${folder}/environ`, "utf8")).join("");

/** Reads something of each process. Processes that have ended or belong to another user are skipped. */
function ofProcesses(read: (folder: string) => string): string[] {
  return processIds().flatMap((pid) => {
    try {
      return [read(`/proc/${pid}`)];
    } catch {
      return [];
    }
  });
}
