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
