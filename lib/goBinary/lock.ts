import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { identityOf, isAlive, type ProcessIdentity } from "../../runtime/providers/machine/process/identity";
import { until } from "../until";

/**
 * Does something while nobody else who asks for the same lock file does. A lock whose owner has died counts for nothing.
 * (Two that find such a one at the same moment may both go on: what is done under the lock must bear that.)
 * @param waiting told once, who holds the lock
 * @throws the signal's reason when it is aborted while waiting
 */
export async function withLock<T>(
  path: string,
  signal: AbortSignal,
  waiting: (owner: ProcessIdentity) => void,
  action: () => Promise<T>,
): Promise<T> {
  const own = JSON.stringify(identityOf(process.pid));
  let told = false;
  const take = (): true | undefined => {
    try {
      writeFileSync(path, own, { flag: "wx", mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = ownerOf(path);
    if (owner !== undefined && !isAlive(owner)) rmSync(path, { force: true });
    else if (owner !== undefined && !told) {
      told = true;
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

/** Who holds the lock; undefined when it was just let go, or is just being written. */
function ownerOf(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
