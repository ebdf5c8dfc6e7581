import { join } from "node:path";
import { cacheHome } from "../../lib/paths";
import type { Progress } from "../../lib/cache";

/** Resolves a path that is relative to the project's root. */
export type Resolve = (path: string) => string;

/** The environment of a build. */
export interface BuildContext {
  resolve: Resolve;
  progress: Progress;
  signal: AbortSignal;
}

/** Cache of the built images, with the layers and downloads they are built from. */
export const imagesFolder = (): string => join(cacheHome(), "images");
export const layersFolder = (): string => join(imagesFolder(), "layers");
/** The unpacked root file systems. */
export const rootsFolder = (): string => join(imagesFolder(), "roots");
/** Downloads are deleted once they are part of a layer. */
export const downloadsFolder = (): string => join(imagesFolder(), "downloads");
