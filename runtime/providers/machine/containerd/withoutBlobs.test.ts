import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { withoutBlobs } from "./withoutBlobs";

test("a truncated archive fails the stream, also within a skipped blob", async () => {
  const folder = mkdtempSync(join(tmpdir(), "blobs-"));
  try {
    const digest = "a".repeat(64);
    const whole = pack();
    whole.entry({ name: `blobs/sha256/${digest}` }, Buffer.alloc(4 << 20));
    whole.finalize();
    const archive = join(folder, "image.tar");
    writeFileSync(archive, (await buffer(whole)).subarray(0, 2 << 20));
    for (const digests of [[], [`sha256:${digest}`]])
      await expect(buffer(await withoutBlobs(archive, new Set(digests)))).rejects.toThrow(
        "Unexpected end of data",
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
