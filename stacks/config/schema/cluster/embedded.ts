import { z } from "zod";
import { port } from "../fields";

export const embedded = z.strictObject({
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
});
