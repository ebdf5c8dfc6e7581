import { join } from "node:path";
import { cacheHome } from "../../lib/paths";

/** Where images are kept; what they are made of, in it. */
export const imagesFolder = (): string => join(cacheHome(), "images");
export const layersFolder = (): string => join(imagesFolder(), "layers");
/** What is being downloaded: gone once it is part of a layer. */
export const downloadsFolder = (): string => join(imagesFolder(), "downloads");
