import { z } from "zod";
import { nodePortUses, port } from "../../fields";

/** The folder of the Go module of the cluster's binary. */
export const BINARY_MODULE = "runtime/kubernetes";

/** The keys of a stack file for this driver. */
export const embeddedSchema = z
  .strictObject({
    driver: z.literal("embedded"),
    nodes: z
      .enum(["simulated", "real"])
      .default("simulated")
      .describe(
        "`simulated`: pods are scheduled and reported as ready, but no container runs. `real`: containers run; requires Linux, and root or a user namespace.",
      ),
    nodeCount: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .describe(
        "The number of nodes. Each real node requires about 3 GB of disk for images and 250 MB of memory for its own programs.",
      ),
    kubernetesVersion: z
      .enum(["1.31", "1.32", "1.33"])
      .default("1.33")
      .describe("The Kubernetes version of the API (the emulated version, MAJOR.MINOR)."),
    apiPort: port
      .optional()
      .describe(
        "The port of the API server on 127.0.0.1. Default: a free port, selected at the first `up` and kept.",
      ),
    dataDirectory: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The folder for the cluster's data and logs, relative to the checkout. Default: a folder per checkout and stack in the user's state directory.",
      ),
    podCIDR: z.cidrv4().default("10.244.0.0/16").describe("The IP range of pods."),
    serviceCIDR: z.cidrv4().default("10.96.0.0/16").describe("The IP range of Services."),
  })
  .describe("A Kubernetes cluster of processes on this machine, from this project's binary.");

/** How to build an image: plain data, as the package `images` describes it. */
interface ImageDescription {
  /** The image's short name, used in the names of its resources. */
  name: string;
}

/** Images to build, by the official names that components use. */
export type ImageDescriptions = Readonly<Record<string, ImageDescription>>;

/** The arguments of an embedded cluster: the keys of a stack file, and what the program adds. */
export const embeddedArgs = embeddedSchema.extend({
  images: z
    .custom<ImageDescriptions>((value) => typeof value === "object")
    .default({})
    .describe(
      "How to build images, by the official names that components use. Real nodes pull none, so these must include the images of the driver.",
    ),
  rootFileSystem: z
    .custom<object>((value) => typeof value === "object")
    .optional()
    .describe(
      "The root file system of real nodes with their programs (containerd, runc, CNI plugins, iptables), as the package `images` describes it. Required with real nodes.",
    ),
  nodePorts: nodePortUses.describe(
    "NodePorts of the stack. With real nodes they must be free before anything starts.",
  ),
  sourceDirectory: z
    .string()
    .optional()
    .describe(
      "The folder of the Go module for the cluster's binary. Default: the project's if the project is a checkout of this repository, else that of the installed package.",
    ),
});

/** The embedded Kubernetes, as processes on this machine. */
export type EmbeddedClusterConfig = z.input<typeof embeddedArgs>;

/** {@link EmbeddedClusterConfig} with all defaults. */
export type EmbeddedClusterSettings = z.output<typeof embeddedArgs>;
