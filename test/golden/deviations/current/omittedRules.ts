import { type Right, rightText } from "./rights";

/** Rights of Istio's charts that istiod is not given here: those that fit all that is said of them. */
export interface OmittedRule {
  /** The kind of role that gives them. Default: both. */
  role?: "ClusterRole" | "Role";
  /** Default: all API groups. */
  groups?: readonly string[];
  /** Default: all resources. */
  resources?: readonly string[];
  /** Default: all verbs. */
  verbs?: readonly string[];
  why: string;
}

/** A right that is given for objects of some names only. */
export interface NarrowedRight {
  role: "ClusterRole" | "Role";
  /** `GROUP/RESOURCE:VERB`. */
  right: string;
  names: readonly string[];
  why: string;
}

const WRITE = ["create", "update", "patch", "delete"];

/** All rights that are withheld. */
export const omittedRules: readonly OmittedRule[] = [
  {
    groups: ["config.istio.io", "authentication.istio.io", "rbac.istio.io"],
    why: "No current Istio has kinds in these API groups.",
  },
  {
    role: "ClusterRole",
    verbs: ["get"],
    why: "istiod lists and watches what it reads, and gets no single object of it.",
  },
  {
    groups: ["gateway.networking.k8s.io", "gateway.networking.x-k8s.io", "inference.networking.k8s.io"],
    why: "Gateways and routes are Istio's own kinds: support for the Gateway API is off.",
  },
  {
    resources: ["ingresses/status"],
    why: "istiod writes the status of an Ingress only where its support for the Gateway API is on.",
  },
  { groups: ["multicluster.x-k8s.io"], why: "The mesh is one cluster." },
  {
    groups: ["networking.istio.io"],
    resources: ["workloadentries", "workloadentries/status"],
    verbs: [...WRITE],
    why: "Machines outside the cluster do not join the mesh by themselves.",
  },
  {
    resources: [
      "workloadentries/status",
      "serviceentries/status",
      "authorizationpolicies/status",
      "services/status",
    ],
    verbs: ["list", "watch"],
    why: "A status is read with its object.",
  },
  {
    resources: ["authorizationpolicies/status", "services/status"],
    why: "Ambient mode, which writes them, is off.",
  },
  {
    resources: ["serviceentries/status"],
    verbs: ["create", "update", "delete"],
    why: "istiod patches it.",
  },
  { resources: ["endpoints"], why: "istiod reads EndpointSlices." },
  {
    groups: ["admissionregistration.k8s.io"],
    verbs: [...WRITE],
    why: "There is no webhook to put the CA's certificate into.",
  },
  {
    role: "Role",
    groups: ["networking.istio.io"],
    why: "There is no validating webhook to try with a wrong Gateway.",
  },
  { role: "Role", groups: ["coordination.k8s.io"], why: "There is one istiod, and no election." },
  {
    role: "Role",
    resources: ["configmaps"],
    verbs: ["delete"],
    why: "The report that it is for is no more made.",
  },
  {
    role: "Role",
    resources: ["secrets"],
    verbs: ["delete", "watch", "list"],
    why: "istiod never deletes a Secret, and its role in the cluster lets it list them.",
  },
];

/** All rights that are given for some names only. */
export const narrowedRights: readonly NarrowedRight[] = [
  {
    role: "ClusterRole",
    right: "/configmaps:update",
    names: ["istio-ca-root-cert", "istio-ca-crl"],
    why: "These are what istiod keeps up to date in every namespace.",
  },
  ...["list", "watch"].map((verb) => ({
    role: "ClusterRole" as const,
    right: `admissionregistration.k8s.io/validatingwebhookconfigurations:${verb}`,
    names: ["istiod-default-validator"],
    why: "By it istiod knows whether another revision is the default one.",
  })),
  ...["get", "update"].map((verb) => ({
    role: "Role" as const,
    right: `/secrets:${verb}`,
    names: ["istio-ca-secret"],
    why: "It is the CA's key.",
  })),
];

/**
 * What is left of a right of the charts: itself, the right to objects of some names, or nothing.
 * @param role the kind of role that gives it
 */
export function keptRights(
  role: string,
  right: Right,
  withheldFrom: readonly OmittedRule[] = omittedRules,
  narrowedIn: readonly NarrowedRight[] = narrowedRights,
): Right[] {
  const fits = (allowed: readonly string[] | undefined, value: string) => allowed?.includes(value) ?? true;
  const withheld = withheldFrom.some(
    (entry) =>
      fits(entry.role && [entry.role], role) &&
      fits(entry.groups, right.group) &&
      fits(entry.resources, right.resource) &&
      fits(entry.verbs, right.verb),
  );
  if (withheld) return [];
  const narrowed = narrowedIn.find((entry) => entry.role === role && entry.right === rightText(right));
  return narrowed === undefined ? [right] : narrowed.names.map((name) => ({ ...right, name }));
}
