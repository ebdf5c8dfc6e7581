import { createHash, type Hash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Adds files with their names and lengths to a hash, so that different files never have the same text. */
export function addFiles(hash: Hash, folder: string, files: readonly string[]): void {
  for (const file of files) {
    const content = readFileSync(join(folder, file));
    hash.update(`\n${JSON.stringify(file)} ${content.length}\n`).update(content);
  }
}

/** Returns a file's SHA-256 in hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** Passes bytes on, and computes their SHA-256. */
export class Hashing extends Transform {
  /** The number of bytes so far. */
  size = 0;
  private readonly hash = createHash("sha256");

  override _transform(chunk: Buffer, _: BufferEncoding, callback: TransformCallback): void {
    this.hash.update(chunk);
    this.size += chunk.length;
    callback(null, chunk);
  }

  /** The SHA-256 in hex, after the last byte. */
  digest(): string {
    return this.hash.digest("hex");
  }
}
