import * as pulumi from "@pulumi/pulumi";
import { corednsImage } from "./clusterDns";
import { ContainerdImage, Image } from "../../../runtime/providers/machine/sdk";

/** The image of the process that holds a pod's namespaces, by its official name. */
export const pauseImage = "registry.k8s.io/pause:3.10";

/** The images that the driver itself puts on a real node, by their official names. */
const driverImages = [pauseImage, corednsImage] as const;

/** How to build an image: plain data, as the room `images` describes it. */
interface ImageDescription {
  /** The image's short name, of which its resources are called. */
  name: string;
}

/** Images to build, by the official names that components call them by. */
export type ImageDescriptions = Readonly<Record<string, ImageDescription>>;

/** An image that is built, or will be. */
interface BuiltImage {
  shortName: string;
  image: Image;
}

/** Images by their official names. */
export type BuiltImages = Readonly<Record<string, BuiltImage>>;

/**
 * Builds images.
 * @throws when one of those is missing that the driver itself needs
 */
export function buildImages(
  name: string,
  descriptions: ImageDescriptions,
  opts: pulumi.CustomResourceOptions,
): BuiltImages {
  const missing = driverImages.filter((image) => descriptions[image] === undefined);
  if (missing.length > 0) {
    throw new Error(
      `real nodes need ${missing.join(" and ")}: say among the cluster's images how to build them`,
    );
  }
  return Object.fromEntries(
    Object.entries(descriptions).map(([official, description]) => [
      official,
      {
        shortName: description.name,
        image: new Image(`${name}-image-${description.name}`, { description }, opts),
      },
    ]),
  );
}

/** A node's containerd. */
export interface Containerd {
  /** The node's name where its resources are called by it; the first node's are not. */
  node?: string;
  /** The path of its socket. */
  address: pulumi.Input<string>;
  /** Changes when it has begun anew, with nothing in it. */
  instance: pulumi.Input<string>;
}

/**
 * Puts images on a node, one after another in the given order: two at once would each bring what they have in common.
 * Returns them by their official names.
 */
export function importImages(
  name: string,
  images: BuiltImages,
  { node, ...containerd }: Containerd,
  opts: pulumi.CustomResourceOptions,
): Readonly<Record<string, ContainerdImage>> {
  const imported: Record<string, ContainerdImage> = {};
  let last = opts.dependsOn;
  for (const [official, { shortName, image }] of Object.entries(images)) {
    last = imported[official] = new ContainerdImage(
      [name, "import", shortName, ...(node ? [node] : [])].join("-"),
      { ...containerd, name: image.name, archive: image.archive, digest: image.digest },
      { ...opts, dependsOn: last },
    );
  }
  return imported;
}
