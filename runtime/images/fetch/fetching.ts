import type { Progress } from "../../../lib/cache";
import type { BuildContext } from "../context";
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

/** The environment in which a layer is built. */
export interface LayerContext extends Fetching, BuildContext {
  /** Unpacks the files of a registry's client, which can be missing on the machine. @returns the folder */
  unpack: (client: RootFileSystemDescription) => Promise<string>;
}
