import { randomUUID } from "node:crypto";
import { mkdir, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: to a temporary file beside it, flushed to the disk, then renamed over it. A reader
 * sees the old text or the new one, whatever kills the writer. A file that was left behind by a killed writer is
 * overwritten by the next one, so writers of one file must exclude each other, or say `shared`.
 * @param options.mode permissions, default 0600
 * @param options.durable wait until the disk has it, default true; without, a power failure may lose it
 * @param options.shared other processes may write the file at the same time; the last one wins. Default false
 * @param options.temporary the temporary file's path, on the same file system; default `.NAME.tmp` beside the file,
 *   and a name of its own where shared
 * @throws the file system's error; the temporary file is gone then and the file as it was
 */
export async function atomicWrite(
  file: string,
  text: string,
  options: { mode?: number; durable?: boolean; shared?: boolean; temporary?: string } = {},
): Promise<void> {
  const own = options.shared ? `.${process.pid}-${randomUUID()}` : "";
  const temporary = options.temporary ?? join(dirname(file), `.${basename(file)}${own}.tmp`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(temporary, "w", options.mode ?? 0o600);
    try {
      await handle.writeFile(text);
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
