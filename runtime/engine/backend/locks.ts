import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { atomicWrite } from "../../../lib/atomicWrite";
import { isMapping } from "../../../lib/mapping";
import { isPidInUse } from "../../../lib/processIdentity";
import { goJson, struct } from "../workspace/goJson";
import { timestamp } from "../workspace/timestamp";
import { UserError } from "../workspace/userError";
import { namesIn } from "./layout";

/** The content of a lock file. */
interface LockContent {
  pid: number;
  username: string;
  hostname: string;
  /** RFC 3339 with nanoseconds. */
  timestamp: string;
}

/** A lock that this process holds. */
export interface HeldLock {
  /** Releases the lock; further calls do nothing. */
  release(): void;
}

/** The location of a stack's locks. */
export interface LockPlace {
  /** The folder with this stack's lock files. */
  directory: string;
  /** A folder on the same file system, for temporary files. */
  scratch: string;
  /** The URL of a lock file, for messages. */
  url(name: string): string;
  /**
   * Called after the removal of a lock whose process, on this machine, has ended. Default: such a lock is an error, as with
   * the official CLI.
   */
  takeOver?: ((notice: string) => void) | undefined;
}

/** How often to try again when two commands have blocked each other. */
const ATTEMPTS = 5;

/**
 * Acquires a stack's lock with the protocol of the official CLI: check for other locks, write our own, check again. Two
 * commands can block each other at the second check; both then release their lock and try again.
 * @throws UserError with the owners of other locks
 */
export async function acquireLock(place: LockPlace): Promise<HeldLock> {
  for (let attempt = 1; ; attempt++) {
    await checkOtherLocks(place, undefined);
    const id = `${randomUUID()}.json`;
    const file = join(place.directory, id);
    await atomicWrite(file, goJson(struct(ownContent())), {
      durable: false,
      temporary: join(place.scratch, `.lock-${id}.tmp`),
    });
    const held = heldLock(file);
    try {
      await checkOtherLocks(place, id);
      return held;
    } catch (error) {
      held.release();
      if (attempt === ATTEMPTS) throw error;
      await delay(10 + Math.random() * 50 * attempt);
    }
  }
}

function ownContent(): LockContent {
  return { pid: process.pid, username: userInfo().username, hostname: hostname(), timestamp: timestamp() };
}

function heldLock(file: string): HeldLock {
  let held = true;
  return {
    release() {
      if (held) rmSync(file, { force: true });
      held = false;
    },
  };
}

/** @throws UserError when another lock exists */
async function checkOtherLocks(place: LockPlace, own: string | undefined): Promise<void> {
  const others = (await lockNames(place)).filter((name) => name !== own);
  const lines: string[] = [];
  for (const name of others) {
    let text: string;
    try {
      text = await readFile(join(place.directory, name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue; // Released meanwhile.
      throw error;
    }
    const lock = parseLock(text);
    if (place.takeOver && lock !== undefined && hasEnded(lock)) {
      await removeLock(place, name);
      place.takeOver(`taking over the lock ${describeOwner(lock)}, which has ended without releasing it`);
      continue;
    }
    lines.push(`  ${place.url(name)}: ${lock ? describeOwner(lock) : "not a valid lock"}${hintFor(lock)}`);
  }
  if (lines.length === 0) return;
  throw new UserError(
    `the stack is currently locked by ${lines.length} lock(s). Either wait for the other process(es) to end or ` +
      `delete the lock file with \`pulumi cancel\`.\n${lines.join("\n")}`,
  );
}

/** Undefined when the text is not a valid lock. */
function parseLock(text: string): LockContent | undefined {
  try {
    const lock: unknown = JSON.parse(text);
    return isMapping(lock) ? (lock as unknown as LockContent) : undefined;
  } catch {
    return undefined;
  }
}

function describeOwner({ username, hostname, pid, timestamp }: LockContent): string {
  return `created by ${username}@${hostname} (pid ${pid}) at ${String(timestamp).replace(/\.\d+/, "")}`;
}

const hintFor = (lock: LockContent | undefined): string =>
  lock && hasEnded(lock) ? "; that process has ended without releasing it, so `pulumi cancel` is safe" : "";

/** True when the owner was a process of this machine and has ended. */
const hasEnded = (lock: LockContent): boolean => lock.hostname === hostname() && !isPidInUse(lock.pid);

const lockNames = async (place: LockPlace): Promise<string[]> =>
  (await namesIn(place.directory)).filter(isLockName).sort();

const isLockName = (name: string): boolean => !name.endsWith(".attrs") && !name.startsWith(".");

/** Removes all locks of a stack (`pulumi cancel`) and returns their number. */
export async function removeLocks(place: LockPlace): Promise<number> {
  const names = await lockNames(place);
  for (const name of names) await removeLock(place, name);
  return names.length;
}

async function removeLock(place: LockPlace, name: string): Promise<void> {
  await rm(join(place.directory, name), { force: true });
  await rm(join(place.directory, `${name}.attrs`), { force: true });
}
