import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureCached } from "./cache";
import { DiskFullError, isDiskFull } from "./diskFull";

test.each<[unknown, boolean]>([
  [Object.assign(new Error("write failed"), { code: "ENOSPC" }), true],
  [new Error("ENOSPC: no space left on device, write"), true],
  [
    Object.assign(new Error("tar failed"), { output: "tar: ./x: Cannot write: No space left on device" }),
    true,
  ],
  [new Error("the layer", { cause: new Error("Disk quota exceeded") }), true],
  [Object.assign(new Error("open failed"), { code: "EACCES" }), false],
  ["ENOSPC", false],
])("%p reports a full disk: %s", (error, expected) => {
  expect(isDiskFull(error)).toBe(expected);
});

const asRoot = process.platform === "linux" && process.getuid?.() === 0 ? test : test.skip;

asRoot("a build on a full disk names the disk and the settings, and leaves nothing", async () => {
  const cache = mkdtempSync(join(tmpdir(), "full-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "full-disk", cache]);
  try {
    const entry = { cache, name: "layer", key: "0123456789abcdef", file: "data" };
    const build = ensureCached(
      entry,
      () => {},
      new AbortController().signal,
      async (folder) => writeFileSync(join(folder, "data"), Buffer.alloc(2 << 20)),
    );
    const error = (await build.catch((reason: unknown) => reason)) as Error;
    expect(error).toBeInstanceOf(DiskFullError);
    expect(error.message).toMatch(
      new RegExp(
        `^layer: found a full disk while it was built, now \\d MiB free for ${cache}\\. Free some space there, or choose ` +
          "folders on another disk: MESHSTACK_CACHE ",
      ),
    );
    expect(readdirSync(cache)).toEqual([]);
  } finally {
    execFileSync("umount", [cache]);
    rmSync(cache, { recursive: true });
  }
});
