import * as pulumi from "@pulumi/pulumi";
import { corednsImage } from "./clusterDns";
import {
  ContainerdImage,
  type Directory,
  Image,
  RootFileSystem,
} from "../../../runtime/providers/machine/sdk";
import type { EmbeddedClusterSettings } from "./config";
import { nodeFolder, realNodes } from "./nodeNames";
import { below } from "./place";

/** The official name of the image whose process holds a pod's namespaces. */
export const pauseImage = "registry.k8s.io/pause:3.10";

/** The official names of the images that the driver itself puts on a real node. */
const driverImages = [pauseImage, corednsImage];

/** A built image, with its short name. */
interface BuiltImage {
  shortName: string;
  image: Image;
}

/** What real nodes run: their programs and their images. */
export interface RealNodeFiles {
  /** The root file system with their programs. */
  programs: RootFileSystem;
  /** By their official names. */
  images: Readonly<Record<string, BuiltImage>>;
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
  const missing = driverImages.filter((image) => descriptions[image] === undefined);
  if (missing.length > 0) {
    throw new Error(
      `images: found no ${missing.join(" and no ")}; expected the descriptions of all images of the driver.`,
    );
  }
  const images: Record<string, BuiltImage> = {};
  for (const [official, description] of Object.entries(descriptions)) {
    const shortName = description.name;
    images[official] = { shortName, image: new Image(`${name}-image-${shortName}`, { description }, opts) };
  }
  if (description === undefined) {
    throw new Error("rootFileSystem: found none; expected the description of the real nodes' programs");
  }
  return { programs: new RootFileSystem(`${name}-node-files`, { description }, opts), images };
}

/** Images on all nodes. */
interface ImportedImages {
  /** The images' names in containerd, by their official names. Each is known once the image is on every node. */
  replacements: Readonly<Record<string, pulumi.Output<string>>>;
  /** On each node, the image whose process holds a pod's namespaces. */
  pauses: ContainerdImage[];
}

/** Imports the images into every node, so that a workload waits only for its own image. */
export function importIntoNodes(
  name: string,
  { nodeCount }: EmbeddedClusterSettings,
  { images, programs }: RealNodeFiles,
  directory: Directory,
  opts: pulumi.CustomResourceOptions,
): ImportedImages {
  const imported = realNodes(nodeCount).map((node, i) => {
    const containerd = {
      address: below(directory, `${nodeFolder(i)}/containerd.sock`),
      root: programs.path,
      instance: directory.instance,
    };
    const onNode: Record<string, ContainerdImage> = {};
    // One after another, because parallel imports would each read shared layers.
    let last = opts.dependsOn;
    for (const [official, { shortName, image }] of Object.entries(images)) {
      last = onNode[official] = new ContainerdImage(
        `${name}-import-${shortName}${i > 0 ? `-${node.name}` : ""}`,
        { ...containerd, name: image.name, archive: image.archive, digest: image.digest },
        { ...opts, dependsOn: last },
      );
    }
    return onNode;
  });
  const replacements = Object.fromEntries(
    Object.keys(images).map((official) => [
      official,
      pulumi.all(imported.map((onNode) => onNode[official]!.name)).apply(([first]) => first!),
    ]),
  );
  return { replacements, pauses: imported.map((onNode) => onNode[pauseImage]!) };
}
