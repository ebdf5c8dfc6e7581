import { z } from "zod";

const version = z.string().regex(/^\d+\.\d+$/, "must be MAJOR.MINOR");
const text = z.string().min(1);

const object = z.strictObject({
  /** `apps/v1` */
  apiVersion: text,
  kind: text,
  /** The kind's name in paths, when another of the objects defines the kind: `routerules`. */
  plural: text.optional(),
  /** Absent: the object is in no namespace. */
  namespace: text.optional(),
  name: text,
});

const spec = z.custom<object>((value) => typeof value === "object" && value !== null, "must be a map");

const rule = z.strictObject({
  apiGroups: z.array(z.string()).default([]),
  resources: z.array(z.string()).default([]),
  resourceNames: z.array(z.string()).default([]),
  nonResourceURLs: z.array(z.string()).default([]),
  verbs: z.array(z.string()),
});

/** What a Kubernetes cluster must have. */
export const requirements = z.strictObject({
  /** The subject of the error message: `the environment`. */
  for: text,
  kubeconfig: text,
  context: text.optional(),
  /** Supported Kubernetes versions where containers run, and what limits them. Default: any. */
  version: z.strictObject({ min: version.optional(), max: version.optional(), for: text }).optional(),
  /** The objects to create: the credentials must have the permissions, and none may exist. */
  objects: z.array(object).default([]),
  /** The rules of the roles among them: granting them requires having them, or `escalate` on roles. */
  rules: z.array(rule).default([]),
  /** NodePorts that must be free, each with the Service (NAMESPACE/NAME) that will use it. */
  nodePorts: z.array(z.strictObject({ port: z.int(), for: text, service: text })).default([]),
  /** Pods that admission must accept; their specs may contain only the fields that admission reads. */
  pods: z.array(z.strictObject({ namespace: text, for: text, spec })).default([]),
  /** Objects of others that must not exist; those in `objects` do not count. */
  absent: z
    .array(
      z.strictObject({
        what: text,
        remedy: text,
        apiVersion: text,
        kind: text,
        /** A label selector. Default: all. */
        selector: text.optional(),
        /** A regular expression for their names. Default: all. */
        names: text.optional(),
        /** True when they conflict with a part of the environment only. */
        warning: z.boolean().default(false),
      }),
    )
    .default([]),
  /** Whether the cluster must have its own cluster DNS and kube-proxy. */
  network: z.boolean().default(true),
});

export type Requirements = z.infer<typeof requirements>;
export type PlannedObject = Requirements["objects"][number];
export type Rule = Requirements["rules"][number];

/** `Deployment istio-system/istio-pilot` */
export const titleOf = ({
  kind,
  namespace,
  name,
}: Pick<PlannedObject, "kind" | "namespace" | "name">): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
