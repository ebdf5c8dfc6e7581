import * as pulumi from "@pulumi/pulumi";
import { corednsImage } from "./clusterDns";
import { ContainerdImage, type Directory, Image } from "../../../runtime/providers/machine/sdk";
import type { EmbeddedClusterSettings, ImageDescriptions } from "./config";
import { nodeFolder, realNodes } from "./nodeNames";
import { below } from "./place";

/** The official name of the image whose process holds a pod's namespaces. */
export const pauseImage = "registry.k8s.io/pause:3.10";

/** The official names of the images that the driver itself puts on a real node. */
const driverImages = [pauseImage, corednsImage] as const;

/** An image to build, or built. */
interface BuiltImage {
  shortName: string;
  image: Image;
}

/** Images by their official names. */
export type BuiltImages = Readonly<Record<string, BuiltImage>>;

/**
 * Builds images.
 * @throws when an image is missing that the driver itself needs
 */
export function buildImages(
  name: string,
  descriptions: ImageDescriptions,
  opts: pulumi.CustomResourceOptions,
): BuiltImages {
  const missing = driverImages.filter((image) => descriptions[image] === undefined);
  if (missing.length > 0) {
    throw new Error(
      `images: found no ${missing.join(" and no ")}; expected the descriptions of all images of the driver.`,
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
  { images, root }: { images: BuiltImages; root: pulumi.Input<string> },
  directory: Directory,
  opts: pulumi.CustomResourceOptions,
): ImportedImages {
  const imported = realNodes(nodeCount).map((node, i) => {
    const address = below(directory, `${nodeFolder(i)}/containerd.sock`);
    const containerd = { ...(i > 0 && { node: node.name }), address, root, instance: directory.instance };
    return importImages(name, images, containerd, opts);
  });
  const replacements = Object.fromEntries(
    Object.keys(images).map((official) => [
      official,
      pulumi.all(imported.map((onNode) => onNode[official]!.name)).apply(([first]) => first!),
    ]),
  );
  return { replacements, pauses: imported.map((onNode) => onNode[pauseImage]!) };
}

/** A node's containerd. */
interface Containerd {
  /** The node's name, used in the names of its resources; absent for the first node. */
  node?: string;
  /** The path of its socket. */
  address: pulumi.Input<string>;
  /** The root file system with its client. */
  root: pulumi.Input<string>;
  /** Changes when containerd starts again without any data. */
  instance: pulumi.Input<string>;
}

/**
 * Imports images into a node in the given order, one after another, because parallel imports would each read shared
 * layers. Returns them by their official names.
 */
function importImages(
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
