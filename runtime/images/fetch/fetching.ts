import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Progress } from "../../../lib/cache";
import type { RootFileSystemDescription } from "../description";

/** The environment of a download. */
export interface Fetching {
  /** Folder of the downloads; an interrupted download continues from it. */
  downloads: string;
  /** A folder for temporary files; the caller deletes it afterwards. */
  scratch: string;
  progress: Progress;
  signal: AbortSignal;
}

/** The environment of a download with a client that can be missing on the machine. */
export interface ClientFetching extends Fetching {
  /** Unpacks the files of the client. @returns the folder */
  unpack: (client: RootFileSystemDescription) => Promise<string>;
}

/** Returns a file's SHA-256 in hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
