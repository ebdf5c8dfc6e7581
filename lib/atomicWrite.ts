import { randomUUID } from "node:crypto";
import { mkdir, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Replaces a file atomically: writes a temporary file next to it, flushes that to the disk and renames it. A reader sees
 * the old content or the new one, even if the writer is killed. Creates missing folders with mode 0700.
 * @param options.mode permissions, default 0600
 * @param options.durable waits until the disk has the data, default true; without it, a power failure can lose the write
 * @param options.shared several processes can write the file at the same time, and the last one wins. Default false:
 *   they exclude each other, and a temporary file that a killed writer left is overwritten by the next one
 * @param options.temporary the path of the temporary file, on the same file system; default `.NAME.tmp` in the file's
 *   folder, with a unique name if `shared`
 * @throws the file system's error; the file is unchanged then and the temporary file removed
 */
export async function atomicWrite(
  file: string,
  content: string | Uint8Array,
  options: { mode?: number; durable?: boolean; shared?: boolean; temporary?: string } = {},
): Promise<void> {
  const unique = options.shared ? `.${process.pid}-${randomUUID()}` : "";
  const temporary = options.temporary ?? join(dirname(file), `.${basename(file)}${unique}.tmp`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(temporary, options.shared ? "wx" : "w", options.mode ?? 0o600);
    try {
      await handle.writeFile(content);
      if (options.durable !== false) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
