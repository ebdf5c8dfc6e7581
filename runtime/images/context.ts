import { join } from "node:path";
import { cacheHome } from "../../lib/paths";
import type { Progress } from "../../lib/cache";
import type { RootFileSystemDescription } from "./description";

/** Resolves a path that is relative to the project's root. */
export type Resolve = (path: string) => string;

/** The environment of a build. */
export interface BuildContext {
  resolve: Resolve;
  progress: Progress;
  signal: AbortSignal;
}

/** The environment of a download. */
export interface Fetching extends Omit<BuildContext, "resolve"> {
  /** Folder of the downloads; an interrupted download continues from it. */
  downloads: string;
  /** A folder for temporary files; the caller deletes it afterwards. */
  scratch: string;
}

/** The environment in which a layer is built. */
export interface LayerContext extends Fetching, BuildContext {
  /** Unpacks the files of a registry's client, which can be missing on the machine. @returns the folder */
  unpack: (client: RootFileSystemDescription) => Promise<string>;
}

/** Cache of the built images, with the layers and downloads they are built from. */
export const imagesFolder = (): string => join(cacheHome(), "images");
export const layersFolder = (): string => join(imagesFolder(), "layers");
/** The unpacked root file systems. */
export const rootsFolder = (): string => join(imagesFolder(), "roots");
/** Downloads are deleted once they are part of a layer. */
export const downloadsFolder = (): string => join(imagesFolder(), "downloads");
