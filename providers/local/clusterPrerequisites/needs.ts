import { z } from "zod";

const version = z.string().regex(/^\d+\.\d+$/, "must be MAJOR.MINOR");

const object = z.strictObject({
  /** `apps/v1` */
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  /** Absent: the object is in no namespace. */
  namespace: z.string().min(1).optional(),
  name: z.string().min(1),
});

/** What a Kubernetes cluster is to have. */
export const needs = z.strictObject({
  /** What needs it, as the error says it: `the environment`. */
  for: z.string().min(1),
  kubeconfig: z.string().min(1),
  context: z.string().min(1).optional(),
  /** The versions that it runs on where containers run, and what has these bounds. */
  version: z
    .strictObject({ min: version.optional(), max: version.optional(), for: z.string().min(1) })
    .optional(),
  /** What is to be put on the cluster. */
  objects: z.array(object).default([]),
  /** NodePorts that are to be free, and which Service (NAMESPACE/NAME) is to have each. */
  nodePorts: z
    .array(z.strictObject({ port: z.int(), for: z.string().min(1), service: z.string().min(1) }))
    .default([]),
  /** Capabilities that containers of pods are to have, by namespace. */
  pods: z
    .array(
      z.strictObject({
        namespace: z.string().min(1),
        for: z.string().min(1),
        capabilities: z.array(z.string().min(1)),
      }),
    )
    .default([]),
  /** Objects of others that must not be there. */
  absent: z
    .array(
      z.strictObject({
        what: z.string().min(1),
        remedy: z.string().min(1),
        apiVersion: z.string().min(1),
        kind: z.string().min(1),
        /** A label selector. Default: all. */
        selector: z.string().min(1).optional(),
        /** A regular expression for their names. Default: all. */
        names: z.string().min(1).optional(),
      }),
    )
    .default([]),
  /** Whether containers that run are to find names and Services. */
  network: z.boolean().default(true),
});

export type Needs = z.infer<typeof needs>;
