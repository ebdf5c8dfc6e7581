import { z } from "zod";

const version = z.string().regex(/^\d+\.\d+$/, "must be MAJOR.MINOR");
const text = z.string().min(1);

const object = z.strictObject({
  /** `apps/v1` */
  apiVersion: text,
  kind: text,
  /** The kind's name in paths, where another of the objects defines the kind: `routerules`. */
  plural: text.optional(),
  /** Absent: the object is in no namespace. */
  namespace: text.optional(),
  name: text,
});

const rule = z.strictObject({
  apiGroups: z.array(z.string()).default([]),
  resources: z.array(z.string()).default([]),
  resourceNames: z.array(z.string()).default([]),
  nonResourceURLs: z.array(z.string()).default([]),
  verbs: z.array(z.string()),
});

/** What a Kubernetes cluster is to have. */
export const needs = z.strictObject({
  /** What needs it, as the error says it: `the environment`. */
  for: text,
  kubeconfig: text,
  context: text.optional(),
  /** The versions that it runs on where containers run, and what has these bounds. */
  version: z.strictObject({ min: version.optional(), max: version.optional(), for: text }).optional(),
  /** What is to be put on the cluster. */
  objects: z.array(object).default([]),
  /** The rules of the roles among them: nobody may grant what he may not do, unless he may `escalate` roles. */
  rules: z.array(rule).default([]),
  /** NodePorts that are to be free, and which Service (NAMESPACE/NAME) is to have each. */
  nodePorts: z.array(z.strictObject({ port: z.int(), for: text, service: text })).default([]),
  /** Pods, of which the fields count that admission looks at; `for` says what they are. */
  pods: z
    .array(z.strictObject({ namespace: text, for: text, spec: z.record(z.string(), z.unknown()) }))
    .default([]),
  /** Objects of others that must not be there. */
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
        /** True where they are only in the way of some of it. */
        warning: z.boolean().default(false),
      }),
    )
    .default([]),
  /** Whether containers that run are to find names and Services there, by what the cluster has of its own. */
  network: z.boolean().default(true),
});

export type Needs = z.infer<typeof needs>;
export type PlannedObject = Needs["objects"][number];
export type Rule = Needs["rules"][number];

/** `Deployment istio-system/istio-pilot` */
export const titleOf = ({
  kind,
  namespace,
  name,
}: Pick<PlannedObject, "kind" | "namespace" | "name">): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
