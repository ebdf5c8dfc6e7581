import { z } from "zod";
import { port } from "../fields";

export const embedded = z.strictObject({
  driver: z.literal("embedded"),
  nodes: z
    .enum(["simulated", "real"])
    .default("simulated")
    .describe(
      "`simulated`: pods are scheduled and reported ready, no container runs, no root is needed. `real`: containers run (Linux, root).",
    ),
  nodeCount: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe(
      "How many nodes the cluster has. Each real one has its own images, some 3 GB, and programs, some 250 MB of memory.",
    ),
  kubernetesVersion: z
    .enum(["1.31", "1.32", "1.33"])
    .default("1.33")
    .describe("The Kubernetes API version that the cluster serves (its emulated version, MAJOR.MINOR)."),
  apiPort: port
    .optional()
    .describe("The API server's port on 127.0.0.1. Default: a free one, chosen at the first `up` and kept."),
  dataDirectory: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where the cluster keeps its data and logs; relative to the checkout. Default: a folder per checkout and stack under the user's state directory.",
    ),
  podCIDR: z.cidrv4().default("10.244.0.0/16").describe("The addresses of pods."),
  serviceCIDR: z.cidrv4().default("10.96.0.0/16").describe("The addresses of services."),
});
