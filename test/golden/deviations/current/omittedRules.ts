import { type Right, rightText } from "./rights";

/** Rights of Istio's charts that istiod does not have here: those that match every field. */
interface OmittedRule {
  /** The kind of role with the rights. Default: both. */
  role?: "ClusterRole" | "Role";
  /** Default: all API groups. */
  groups?: readonly string[];
  /** Default: all resources. */
  resources?: readonly string[];
  /** Default: all verbs. */
  verbs?: readonly string[];
  why: string;
}

/** A right that is restricted to objects of some names. */
interface RestrictedRight {
  role: "ClusterRole" | "Role";
  /** `GROUP/RESOURCE:VERB`. */
  right: string;
  names: readonly string[];
  why: string;
}

const WRITE = ["create", "update", "patch", "delete"];

/** All omitted rights. */
export const omittedRules: readonly OmittedRule[] = [
  {
    groups: ["config.istio.io", "authentication.istio.io", "rbac.istio.io"],
    why: "Istio 1.31 has no kinds in these API groups.",
  },
  {
    role: "ClusterRole",
    verbs: ["get"],
    why: "istiod lists and watches objects, and never reads single ones.",
  },
  {
    groups: ["gateway.networking.k8s.io", "gateway.networking.x-k8s.io", "inference.networking.k8s.io"],
    why: "Support for the Gateway API is off.",
  },
  {
    resources: ["ingresses/status"],
    why: "istiod writes the status of an Ingress only if support for the Gateway API is on.",
  },
  { groups: ["multicluster.x-k8s.io"], why: "The mesh is one cluster." },
  {
    groups: ["networking.istio.io"],
    resources: ["workloadentries", "workloadentries/status"],
    verbs: [...WRITE],
    why: "Machines outside the cluster cannot register themselves.",
  },
  {
    resources: [
      "workloadentries/status",
      "serviceentries/status",
      "authorizationpolicies/status",
      "services/status",
    ],
    verbs: ["list", "watch"],
    why: "istiod reads a status together with its object.",
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
    why: "No webhook needs the CA's certificate.",
  },
  {
    role: "Role",
    groups: ["networking.istio.io"],
    why: "istiod probes the validating webhook, which is omitted, with a wrong Gateway.",
  },
  { role: "Role", groups: ["coordination.k8s.io"], why: "One istiod needs no election." },
  {
    role: "Role",
    resources: ["configmaps"],
    verbs: ["delete"],
    why: "istiod 1.31 no longer writes the report that this right is for.",
  },
  {
    role: "Role",
    resources: ["secrets"],
    verbs: ["delete", "watch", "list"],
    why: "istiod never deletes a Secret, and its ClusterRole allows to list them.",
  },
];

/** All restricted rights. */
export const restrictedRights: readonly RestrictedRight[] = [
  {
    role: "ClusterRole",
    right: "/configmaps:update",
    names: ["istio-ca-root-cert", "istio-ca-crl"],
    why: "istiod updates only these, in every namespace.",
  },
  ...["list", "watch"].map((verb) => ({
    role: "ClusterRole" as const,
    right: `admissionregistration.k8s.io/validatingwebhookconfigurations:${verb}`,
    names: ["istiod-default-validator"],
    why: "It shows istiod whether another revision is the default one.",
  })),
  ...["get", "update"].map((verb) => ({
    role: "Role" as const,
    right: `/secrets:${verb}`,
    names: ["istio-ca-secret"],
    why: "It contains the CA's key.",
  })),
];

/**
 * The rights that remain of a right of the charts: the right itself, rights for some names, or none.
 * @param role the kind of role with the right
 */
export function keptRights(
  role: string,
  right: Right,
  omitted: readonly OmittedRule[] = omittedRules,
  restricted: readonly RestrictedRight[] = restrictedRights,
): Right[] {
  const fits = (allowed: readonly string[] | undefined, value: string) => allowed?.includes(value) ?? true;
  const isOmitted = omitted.some(
    (entry) =>
      fits(entry.role && [entry.role], role) &&
      fits(entry.groups, right.group) &&
      fits(entry.resources, right.resource) &&
      fits(entry.verbs, right.verb),
  );
  if (isOmitted) return [];
  const restriction = restricted.find((entry) => entry.role === role && entry.right === rightText(right));
  return restriction === undefined ? [right] : restriction.names.map((name) => ({ ...right, name }));
}
