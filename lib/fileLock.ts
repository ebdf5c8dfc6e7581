import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { identityOf, isAlive, type ProcessIdentity } from "./processIdentity";
import { until } from "./until";

/** The age at which a lock without an owner counts as abandoned: a process writes its lock within milliseconds. */
const ABANDONED_MS = 10_000;

/**
 * Runs an action while this process holds a lock file. A lock whose owner has ended is removed. Two processes that find
 * such a lock at the same moment can both enter, so the action must tolerate that.
 * @param waiting called once with the owner when another process holds the lock
 * @throws the signal's reason when it is aborted while waiting
 */
export async function withLock<T>(
  path: string,
  signal: AbortSignal,
  waiting: (owner: ProcessIdentity) => void,
  action: () => Promise<T>,
): Promise<T> {
  const own = JSON.stringify(identityOf(process.pid));
  let reported = false;
  const take = (): true | undefined => {
    try {
      writeFileSync(path, own, { flag: "wx", mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = ownerOf(path);
    if (owner === undefined ? isAbandoned(path) : !isAlive(owner)) rmSync(path, { force: true });
    else if (owner !== undefined && !reported) {
      reported = true;
      waiting(owner);
    }
    return undefined;
  };
  await until(take, { timeoutMs: Infinity, signal });
  try {
    return await action();
  } finally {
    rmSync(path, { force: true });
  }
}

/** The owner of the lock; undefined when the lock was just released, or its file is being written. */
function ownerOf(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** Whether a full disk or a power failure has left a lock without an owner, for which every process would wait forever. */
function isAbandoned(path: string): boolean {
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return written !== undefined && Date.now() - written > ABANDONED_MS;
}
