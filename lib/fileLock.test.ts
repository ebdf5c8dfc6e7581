import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "./fileLock";
import { identityOf, type ProcessIdentity } from "./processIdentity";

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "file-lock-"));
  lock = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an empty action and returns the owners it waited for; fails after the timeout. */
async function take(timeoutMs: number): Promise<ProcessIdentity[]> {
  const owners: ProcessIdentity[] = [];
  await withLock(
    lock,
    AbortSignal.timeout(timeoutMs),
    (owner) => owners.push(owner),
    async () => {},
  );
  return owners;
}

const own = () => identityOf(process.pid)!;

test("the lock exists during the action and is removed after it, also after an error", async () => {
  const run = withLock(
    lock,
    AbortSignal.timeout(5_000),
    () => {},
    () => {
      expect(existsSync(lock)).toBe(true);
      return Promise.reject(new Error("the action's error"));
    },
  );
  await expect(run).rejects.toThrow("the action's error");
  expect(existsSync(lock)).toBe(false);
});

test("waits for a lock whose owner runs, and reports the owner once", async () => {
  writeFileSync(lock, JSON.stringify(own()));
  const owners: ProcessIdentity[] = [];
  const run = withLock(
    lock,
    AbortSignal.timeout(5_000),
    (owner) => {
      owners.push(owner);
      setTimeout(() => rmSync(lock), 100);
    },
    () => Promise.resolve("done"),
  );
  await expect(run).resolves.toBe("done");
  expect(owners).toEqual([own()]);
});

test("removes a lock whose owner has ended", async () => {
  writeFileSync(lock, JSON.stringify({ ...own(), startTime: "1" }));
  await expect(take(5_000)).resolves.toEqual([]);
});

describe("a lock without an owner", () => {
  beforeEach(() => writeFileSync(lock, ""));

  test("that is new belongs to a process that is writing it", async () => {
    await expect(take(300)).rejects.toThrow(/timeout/);
    expect(existsSync(lock)).toBe(true);
  });

  test("that is old was left by a full disk or a power failure, and is removed", async () => {
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, minuteAgo, minuteAgo);
    await expect(take(5_000)).resolves.toEqual([]);
    expect(existsSync(lock)).toBe(false);
  });
});
