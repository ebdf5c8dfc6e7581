import { existsSync, readdirSync, readlinkSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Builds of one name that are kept. */
const KEPT = 3;

/** Where binaries are kept: `$MESHSTACK_CACHE`, else `$XDG_CACHE_HOME`, else `~/.cache`, and in it `meshstack/bin`. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const absolute = (path: string | undefined) => (path && isAbsolute(path) ? path : undefined);
  const base = absolute(env.MESHSTACK_CACHE) ?? absolute(env.XDG_CACHE_HOME) ?? join(homedir(), ".cache");
  return join(base, "meshstack", "bin");
}

/** True when the binary is there; notes that it was used. */
export function touch(cache: string, name: string, key: string): boolean {
  const folder = join(cache, `${name}-${key}`);
  if (statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() !== true) return false;
  const now = new Date();
  utimesSync(folder, now, now);
  return true;
}

/** Removes the builds of a name that were not used for the longest time, but for the last few and those that run. */
export function removeOld(cache: string, name: string): void {
  const builds = readdirSync(cache)
    .filter((entry) => entry.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1)))
    .map((entry) => ({ folder: join(cache, entry), used: statSync(join(cache, entry)).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  if (builds.length <= KEPT) return;
  const running = runningPrograms();
  for (const { folder } of builds.slice(KEPT)) {
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
