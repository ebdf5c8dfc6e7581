import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { identityOf } from "../../runtime/providers/machine/process/identity";
import { type CacheEntry, fileOf, folderOf, removeOld, touch } from "./cache";
import { withLock } from "./lock";

/** Shows how a build goes on. */
export type Progress = (message: string) => void;

/**
 * Makes an entry unless the cache has it; one at a time of the same, whoever asks. It is there whole or not at all.
 * @param make fills a folder that is then given the entry's name
 * @returns the entry's file
 */
export async function ensureCached(
  entry: CacheEntry,
  progress: Progress,
  signal: AbortSignal,
  make: (folder: string) => Promise<void>,
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
    rmSync(base, { recursive: true, force: true }); // without its file it is no entry
    const temporary = `${base}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
    mkdirSync(temporary, { mode: 0o700 });
    try {
      await make(temporary);
      try {
        renameSync(temporary, base);
      } catch (error) {
        if (!touch(entry)) throw error; // another one was as quick
      }
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
  removeOld(cache, name, entry.kept);
  return fileOf(entry);
}

/** What builds of this entry left behind whose process was killed. */
function removeLeftovers(base: string, cache: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const pid = name.startsWith(`${basename(base)}.`) && /\.(\d+)-[0-9a-f]+\.tmp$/.exec(name)?.[1];
    if (pid && identityOf(Number(pid)) === undefined) rmSync(path, { recursive: true, force: true });
  }
}
