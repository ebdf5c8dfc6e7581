import { z } from "zod";
import { daemonOptions } from "../../../../../lib/clients/docker/withDaemon";

const port = z.int().min(1).max(65535);

/** What a Docker daemon and its host must have. */
export const requirements = z.strictObject({
  /** The subject of the error message: `the k3s cluster`. */
  for: z.string().min(1),
  docker: daemonOptions.prefault({}),
  /** The lowest API version. 1.41 is Docker 20.10. */
  apiVersion: z
    .string()
    .regex(/^\d+\.\d+$/)
    .default("1.41"),
  /** Free ports of the host, each with its purpose. */
  ports: z
    .array(z.strictObject({ port, for: z.string().min(1), protocol: z.enum(["tcp", "udp"]).default("tcp") }))
    .default([]),
  /** Names of the stack's own containers: resources that they already use count as free. */
  containers: z.array(z.string().min(1)).default([]),
  /** Memory of the host in MiB. */
  memory: z.int().nonnegative().default(0),
  /** Free space in the daemon's data root in MiB. */
  disk: z.int().nonnegative().default(0),
  /**
   * Kernel features, each as modules of which one suffices, loadable or built in. Unknown for another machine's kernel.
   */
  kernelModules: z
    .array(z.strictObject({ anyOf: z.array(z.string().min(1)).min(1), for: z.string().min(1) }))
    .default([]),
  /** Whether containers run privileged. */
  privileged: z.boolean().default(false),
  /** Capabilities of containers beyond Docker's defaults, `SYS_ADMIN`. */
  capabilities: z
    .array(z.string().regex(/^[A-Z_]+$/, "must be a capability without CAP_, such as NET_ADMIN"))
    .default([]),
});

export type Requirements = z.infer<typeof requirements>;
