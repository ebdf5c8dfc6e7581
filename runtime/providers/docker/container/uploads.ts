import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import type { EntryOf } from "./fields";

const MODE = 0o644;
const EXECUTABLE_MODE = 0o744;

/** A file to copy into a container. */
export type UploadedFile = ReturnType<typeof readUploads>[number];

/**
 * The files of `uploads`, with their contents.
 * @param root the base folder for relative sources
 * @throws when a source cannot be read
 */
export function readUploads(uploads: readonly EntryOf<"uploads">[], root: string) {
  return uploads.map((upload) => ({
    path: upload.file.replace(/^\/+/, ""),
    mode: upload.permissions ? parseInt(upload.permissions, 8) : upload.executable ? EXECUTABLE_MODE : MODE,
    uid: Number(upload.owner ?? 0),
    gid: Number(upload.group ?? 0),
    content: contentOf(upload, root),
  }));
}

function contentOf({ content, contentBase64, source, file }: EntryOf<"uploads">, root: string): Buffer {
  if (content !== undefined) return Buffer.from(content, "utf8");
  if (contentBase64 !== undefined) return Buffer.from(contentBase64, "base64");
  try {
    return readFileSync(resolve(root, source!));
  } catch (error) {
    throw new Error(`the file to upload as ${file} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** A tar file of these files. The daemon creates missing folders. */
export async function uploadArchive(files: readonly UploadedFile[]): Promise<Buffer> {
  const { pack } = await import("tar-stream"); // loaded only for uploads
  const tar = pack();
  for (const { path, mode, uid, gid, content } of files) tar.entry({ name: path, mode, uid, gid }, content);
  tar.finalize();
  return buffer(tar);
}
