import type { types } from "@pulumi/kubernetes";

type ClusterRole = types.input.rbac.v1.ClusterRole;
type ClusterRoleBinding = types.input.rbac.v1.ClusterRoleBinding;
type PolicyRule = types.input.rbac.v1.PolicyRule;

const EVERYTHING = ["*"];
const READ = ["get", "list", "watch"];

const rule = (apiGroup: string, resources: string[], verbs: string[]): PolicyRule => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});

/** The rights of each part. Roles are cluster-wide, so that their names contain the namespace: `istio-PART-NAMESPACE`. */
const ROLES: Record<string, PolicyRule[]> = {
  pilot: [
    rule("config.istio.io", EVERYTHING, EVERYTHING),
    rule("apiextensions.k8s.io", ["customresourcedefinitions"], EVERYTHING),
    rule("istio.io", ["istioconfigs", "istioconfigs.istio.io"], EVERYTHING),
    rule(
      "extensions",
      ["thirdpartyresources", "thirdpartyresources.extensions", "ingresses", "ingresses/status"],
      EVERYTHING,
    ),
    rule("", ["configmaps", "endpoints", "pods", "services"], EVERYTHING),
    rule("", ["namespaces", "nodes", "secrets"], READ),
    rule(
      "admissionregistration.k8s.io",
      ["externaladmissionhookconfigurations"],
      ["create", "update", "delete"],
    ),
  ],
  // The release's alternative to kube-inject; every installation contains its role.
  initializer: [
    rule(
      "*",
      [
        "deployments",
        "statefulsets",
        "jobs",
        "cronjobs",
        "daemonsets",
        "replicasets",
        "replicationcontrollers",
      ],
      ["initialize", "patch", "watch", "list"],
    ),
    rule("*", ["configmaps"], READ),
  ],
  // Mixer discovers and watches its kinds, and reads pods and services for attributes.
  mixer: [
    rule("config.istio.io", EVERYTHING, READ),
    rule("apiextensions.k8s.io", ["customresourcedefinitions"], READ),
    rule("", ["configmaps", "endpoints", "pods", "services", "namespaces", "secrets"], READ),
  ],
  // The CA writes one Secret with key and certificate for every service account.
  ca: [
    rule("", ["secrets"], ["create", "get", "watch", "list", "update"]),
    rule("", ["serviceaccounts"], READ),
  ],
  sidecar: [
    rule("istio.io", ["istioconfigs"], READ),
    rule("extensions", ["thirdpartyresources", "ingresses"], [...READ, "update"]),
    rule("", ["configmaps", "pods", "endpoints", "services"], READ),
  ],
};

/** The bindings of service accounts to roles. */
const BINDINGS: { name: string; serviceAccount: string; role: string }[] = [
  { name: "istio-pilot-admin-role-binding", serviceAccount: serviceAccountName("pilot"), role: "pilot" },
  {
    name: "istio-initializer-admin-role-binding",
    serviceAccount: serviceAccountName("initializer"),
    role: "initializer",
  },
  { name: "istio-ca-role-binding", serviceAccount: serviceAccountName("ca"), role: "ca" },
  { name: "istio-ingress-admin-role-binding", serviceAccount: serviceAccountName("ingress"), role: "pilot" },
  { name: "istio-egress-admin-role-binding", serviceAccount: serviceAccountName("egress"), role: "pilot" },
  { name: "istio-sidecar-role-binding", serviceAccount: "default", role: "sidecar" },
  { name: "istio-mixer-admin-role-binding", serviceAccount: serviceAccountName("mixer"), role: "mixer" },
];

/** The parts with their own service account. */
const PARTS_WITH_ACCOUNT = ["mixer", "pilot", "ingress", "egress", "ca"];

/** The roles of a control plane in the given namespace. */
export function clusterRoles(namespace: string): ClusterRole[] {
  return Object.entries(ROLES).map(([part, rules]) => ({
    metadata: { name: roleName(part, namespace) },
    rules,
  }));
}

/** The bindings of these roles to the accounts of the control plane's parts, and of the sidecars' to the default account. */
export function clusterRoleBindings(namespace: string): ClusterRoleBinding[] {
  return BINDINGS.map(({ name, serviceAccount, role }) => ({
    metadata: { name: `${name}-${namespace}` },
    subjects: [{ kind: "ServiceAccount", name: serviceAccount, namespace }],
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: roleName(role, namespace) },
  }));
}

/** The service accounts of the control plane's parts. */
export function serviceAccounts(namespace: string): types.input.core.v1.ServiceAccount[] {
  return PARTS_WITH_ACCOUNT.map((part) => ({ metadata: { name: serviceAccountName(part), namespace } }));
}

/** The service account of one part of the control plane. */
export function serviceAccountName(part: string): string {
  return `istio-${part}-service-account`;
}

function roleName(part: string, namespace: string): string {
  return `istio-${part}-${namespace}`;
}
