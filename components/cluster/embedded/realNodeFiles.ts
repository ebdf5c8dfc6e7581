import type * as pulumi from "@pulumi/pulumi";
import { RootFileSystem } from "../../../runtime/providers/machine/sdk";
import type { EmbeddedClusterSettings } from "./config";
import { type BuiltImages, buildImages, pauseImage } from "./nodeImages";
import type { NodePrograms } from "./serveConfig";

/** What real nodes run: their programs and their images. */
export interface RealNodeFiles {
  /** The part of the binary's configuration that names them. */
  programs: NodePrograms;
  /** Changes when the programs' folder was deleted and created again. */
  instance: pulumi.Output<string>;
  images: BuiltImages;
}

/**
 * Builds the images and unpacks the root file system of real nodes.
 * @throws when an image is missing that the driver itself needs, or the root file system
 */
export function realNodeFiles(
  name: string,
  { images: descriptions, rootFileSystem: description }: EmbeddedClusterSettings,
  opts: pulumi.CustomResourceOptions,
): RealNodeFiles {
  const images = buildImages(name, descriptions, opts);
  if (description === undefined) {
    throw new Error("rootFileSystem: found none; expected the description of the real nodes' programs");
  }
  const { path, instance } = new RootFileSystem(`${name}-node-files`, { description }, opts);
  return { programs: { root: path, sandboxImage: images[pauseImage]!.image.name }, instance, images };
}
