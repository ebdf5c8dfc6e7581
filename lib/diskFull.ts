import { statfsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";

const MEBIBYTE = 1 << 20;
/** MiB below which a disk is named as the full one: a failed build has removed some of its files. */
const TIGHT = 200;

/** The words of the operating system and of programs. */
const WORDS = /\bENOSPC\b|\bEDQUOT\b|no space left on device|disk quota exceeded/i;

/** A build that failed because a disk is full. */
export class DiskFullError extends Error {
  /**
   * @param name what was built
   * @param cache the folder of the cache
   */
  constructor(name: string, cache: string, cause: unknown) {
    // Go's cache is usually in the home folder.
    const all = [...new Set([cache, tmpdir(), homedir()])];
    const tight = all.filter((path) => freeMiB(path) < TIGHT);
    super(
      `${name}: found a full disk while it was built, now ${freeSpace(tight.length > 0 ? tight : all)}. Free some space there, or choose ` +
        "folders on another disk: MESHSTACK_CACHE for the cache, TMPDIR for temporary files, GOCACHE for Go's.",
      { cause },
    );
    this.name = "DiskFullError";
  }
}

/** Whether an error, the output of its command or its cause reports a full disk. */
export function isDiskFull(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code, message, output, cause } = error as Record<string, unknown>;
  return [code, message, output].some((text) => WORDS.test(String(text))) || isDiskFull(cause);
}

/** `20 MiB free for /data, 3 MiB free for /tmp` */
export const freeSpace = (paths: readonly string[]): string =>
  paths.map((path) => `${freeMiB(path)} MiB free for ${path}`).join(", ");

/** Free MiB for this user; Infinity where nothing can be written, because the folder is missing. */
export function freeMiB(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return Math.floor((bavail * bsize) / MEBIBYTE);
  } catch {
    return Infinity;
  }
}
