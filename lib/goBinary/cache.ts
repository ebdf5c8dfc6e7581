import { existsSync, readdirSync, readlinkSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Entries of one name that are kept, where they do not say it themselves. */
const KEPT = 3;

/** What can be made again: `$MESHSTACK_CACHE`, else `$XDG_CACHE_HOME`, else `~/.cache`, and in it `meshstack`. */
export function cacheHome(env: NodeJS.ProcessEnv = process.env): string {
  const absolute = (path: string | undefined) => (path && isAbsolute(path) ? path : undefined);
  const base = absolute(env.MESHSTACK_CACHE) ?? absolute(env.XDG_CACHE_HOME) ?? join(homedir(), ".cache");
  return join(base, "meshstack");
}

/** Where binaries are kept. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheHome(env), "bin");
}

/** Something that is made once for what it is made from: the folder `NAME-KEY` of a cache. */
export interface CacheEntry {
  /** The cache's folder, absolute. */
  cache: string;
  name: string;
  /** 16 hex digits that stand for all that goes into it. */
  key: string;
  /** The file in the folder that it is made for. */
  file: string;
  /** How many of its name are kept. Default 3. */
  kept?: number;
}

export const folderOf = ({ cache, name, key }: CacheEntry): string => join(cache, `${name}-${key}`);
export const fileOf = (entry: CacheEntry): string => join(folderOf(entry), entry.file);

/** True when the entry is there; notes that it was used. */
export function touch(entry: CacheEntry): boolean {
  if (statSync(fileOf(entry), { throwIfNoEntry: false })?.isFile() !== true) return false;
  const now = new Date();
  utimesSync(folderOf(entry), now, now);
  return true;
}

/** Removes the entries of a name that were not used for the longest time, but for the last few and those that run. */
export function removeOld(cache: string, name: string, kept = KEPT): void {
  const builds = readdirSync(cache)
    .filter((entry) => entry.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1)))
    .map((entry) => ({ folder: join(cache, entry), used: statSync(join(cache, entry)).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  if (builds.length <= kept) return;
  const running = runningPrograms();
  for (const { folder } of builds.slice(kept)) {
    if (!running.has(join(folder, name))) rmSync(folder, { recursive: true, force: true });
  }
}

/** Paths of the programs that run now, of the processes that we may look at; none where there is no /proc. */
function runningPrograms(): Set<string> {
  const paths = new Set<string>();
  for (const pid of existsSync("/proc") ? readdirSync("/proc") : []) {
    try {
      if (/^\d+$/.test(pid)) paths.add(readlinkSync(`/proc/${pid}/exe`));
    } catch {
      // another user's, or it has ended
    }
  }
  return paths;
}
