import type { types } from "@pulumi/kubernetes";
import { ISTIO_RESOURCES } from "./crds";
import type { InjectionWebhook } from "./injectionWebhook";
import { INGRESS_GATEWAY, INGRESS_GATEWAY_ACCOUNT, ISTIOD } from "./names";
import type { CurrentMeshSettings } from "./config";

type PolicyRule = types.input.rbac.v1.PolicyRule;

/** The ingress gateway's role with HTTPS. */
const INGRESS_GATEWAY_ROLE = `${INGRESS_GATEWAY}-sds`;

/** The verbs for objects that istiod caches. */
const CACHE = ["list", "watch"];

const rule = (
  apiGroup: string,
  resources: readonly string[],
  verbs: string[],
  names?: string[],
): PolicyRule => ({
  apiGroups: [apiGroup],
  resources: [...resources],
  verbs,
  ...(names && { resourceNames: names }),
});

/** istiod's rights in the whole cluster. Its settings (`istiod.ts`) disable the features that require more. */
const CLUSTER_RULES: PolicyRule[] = [
  // The members of the mesh.
  rule("", ["namespaces", "nodes", "pods", "services"], CACHE),
  rule("discovery.k8s.io", ["endpointslices"], CACHE),
  rule("apiextensions.k8s.io", ["customresourcedefinitions"], CACHE),
  ...Object.entries(ISTIO_RESOURCES).map(([group, resources]) => rule(group, resources, CACHE)),
  // istiod allocates addresses for ServiceEntries and records them in the status.
  rule("networking.istio.io", ["serviceentries/status"], ["patch"]),
  rule("networking.k8s.io", ["ingresses", "ingressclasses"], CACHE),
  // Gateways name Secrets and ConfigMaps with certificates, and istiod sends them to gateways that may list Secrets.
  rule("", ["secrets", "configmaps"], CACHE),
  rule("authorization.k8s.io", ["subjectaccessreviews"], ["create"]),
  // The mesh's root certificate and revocations, in every namespace. RBAC cannot restrict create to names.
  rule("", ["configmaps"], ["create"]),
  rule("", ["configmaps"], ["update"], ["istio-ca-root-cert", "istio-ca-crl"]),
  // Proxies authenticate with the token of their service account.
  rule("authentication.k8s.io", ["tokenreviews"], ["create"]),
  // istiod looks for other revisions of itself.
  rule("admissionregistration.k8s.io", ["mutatingwebhookconfigurations"], CACHE),
  rule("admissionregistration.k8s.io", ["validatingwebhookconfigurations"], CACHE, [
    "istiod-default-validator",
  ]),
];

/** istiod's rights in its own namespace: to store the CA's key. */
const NAMESPACE_RULES: PolicyRule[] = [
  rule("", ["secrets"], ["create"]),
  rule("", ["secrets"], ["get", "update"], ["istio-ca-secret"]),
];

/** istiod's role in the cluster. Its name contains the namespace, because the role is cluster-wide. */
export function clusterRole(namespace: string, webhook?: InjectionWebhook): types.input.rbac.v1.ClusterRole {
  const rules = [...CLUSTER_RULES, ...(webhook?.clusterRules ?? [])];
  return { metadata: { name: clusterRoleName(namespace) }, rules };
}

/** The binding of that role to istiod. */
export function clusterRoleBinding(namespace: string): types.input.rbac.v1.ClusterRoleBinding {
  const name = clusterRoleName(namespace);
  return {
    metadata: { name },
    subjects: [{ kind: "ServiceAccount", name: ISTIOD, namespace }],
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
  };
}

/**
 * The roles in the namespace: istiod's and, with HTTPS, the ingress gateway's. The gateway never reads Secrets itself, but
 * istiod sends it certificates only if it may list Secrets. This right covers every Secret of the namespace, the CA's key
 * too, so that a gateway without HTTPS has no role.
 */
export function roles(
  { namespace, ingress }: CurrentMeshSettings,
  webhook?: InjectionWebhook,
): types.input.rbac.v1.Role[] {
  const rules = [...NAMESPACE_RULES, ...(webhook?.namespaceRules ?? [])];
  const istiod = { metadata: { name: ISTIOD, namespace }, rules };
  const gateway = {
    metadata: { name: INGRESS_GATEWAY_ROLE, namespace },
    rules: [rule("", ["secrets"], ["list"])],
  };
  return ingress.httpsNodePort === undefined ? [istiod] : [istiod, gateway];
}

/** The bindings of the roles in the namespace. */
export function roleBindings(settings: CurrentMeshSettings): types.input.rbac.v1.RoleBinding[] {
  const { namespace } = settings;
  return roles(settings).map(({ metadata }) => {
    const { name } = metadata as { name: string };
    return {
      metadata: { name, namespace },
      subjects: [
        { kind: "ServiceAccount", name: name === ISTIOD ? ISTIOD : INGRESS_GATEWAY_ACCOUNT, namespace },
      ],
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    };
  });
}

/** The service accounts of istiod and of the ingress gateway. */
export function serviceAccounts(namespace: string): types.input.core.v1.ServiceAccount[] {
  return [ISTIOD, INGRESS_GATEWAY_ACCOUNT].map((name) => ({ metadata: { name, namespace } }));
}

function clusterRoleName(namespace: string): string {
  return `istiod-clusterrole-${namespace}`;
}
