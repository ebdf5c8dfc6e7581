import { z } from "zod";
import { dockerEngine } from "../../../framework/dockerEngine";

const port = z.int().min(1).max(65535);

/** What a Docker engine and its host are to have. */
export const needs = z.strictObject({
  /** What needs it, as the error says it: `the k3s cluster`. */
  for: z.string().min(1),
  docker: dockerEngine.prefault({}),
  /** The engine's API version at least. 1.41 is Docker 20.10. */
  apiVersion: z
    .string()
    .regex(/^\d+\.\d+$/)
    .default("1.41"),
  /** Ports of the host that are to be free, each with what it is for. */
  ports: z
    .array(z.strictObject({ port, for: z.string().min(1), protocol: z.enum(["tcp", "udp"]).default("tcp") }))
    .default([]),
  /** Names of the containers that all this is for: what they hold already is not asked for again. */
  containers: z.array(z.string().min(1)).default([]),
  /** Memory of the host, in MiB. */
  memory: z.int().nonnegative().default(0),
  /** What is to be free in the engine's data root, in MiB. */
  disk: z.int().nonnegative().default(0),
  /**
   * What the kernel is to have, each by the modules of which one is enough. A module may be built in. Of another machine's
   * kernel this is not known.
   */
  kernelModules: z
    .array(z.strictObject({ anyOf: z.array(z.string().min(1)).min(1), for: z.string().min(1) }))
    .default([]),
  /** Whether containers are to run privileged. */
  privileged: z.boolean().default(false),
  /** Capabilities that containers are to have beyond Docker's own default, `SYS_ADMIN`. */
  capabilities: z
    .array(z.string().regex(/^[A-Z_]+$/, "must be a capability without CAP_, such as NET_ADMIN"))
    .default([]),
});

export type Needs = z.infer<typeof needs>;
