import type { types } from "@pulumi/kubernetes";
import { ISTIO_RESOURCES } from "./crds";
import type { InjectionWebhook } from "./injectionWebhook";
import type { CurrentMeshSettings } from "./settings";

type PolicyRule = types.input.rbac.v1.PolicyRule;

/** Name of istiod, of its service account and of what belongs to it in its namespace. */
export const ISTIOD = "istiod";

/** Name of the ingress gateway and of its Service. */
export const INGRESS_GATEWAY = "istio-ingressgateway";

/** Service account of the ingress gateway, the last part of its SPIFFE identity. */
export const INGRESS_GATEWAY_ACCOUNT = `${INGRESS_GATEWAY}-service-account`;

/** The ingress gateway's role where it serves HTTPS. */
const INGRESS_GATEWAY_ROLE = `${INGRESS_GATEWAY}-sds`;

/** What istiod keeps in memory and is told the changes of. */
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

/** What istiod may do in the whole cluster. Its settings (`istiodEnv.ts`) turn off what needs more. */
const CLUSTER_RULES: PolicyRule[] = [
  // What the mesh consists of.
  rule("", ["namespaces", "nodes", "pods", "services"], CACHE),
  rule("discovery.k8s.io", ["endpointslices"], CACHE),
  rule("apiextensions.k8s.io", ["customresourcedefinitions"], CACHE),
  ...Object.entries(ISTIO_RESOURCES).map(([group, resources]) => rule(group, resources, CACHE)),
  // It gives each ServiceEntry without an address one of its own, and says so in the status.
  rule("networking.istio.io", ["serviceentries/status"], ["patch"]),
  rule("networking.k8s.io", ["ingresses", "ingressclasses"], CACHE),
  // Gateways name the Secrets and ConfigMaps with their certificates; istiod hands them on to who may list them.
  rule("", ["secrets", "configmaps"], CACHE),
  rule("authorization.k8s.io", ["subjectaccessreviews"], ["create"]),
  // The mesh's root certificate and its revocations, in every namespace. Who may create cannot be held to a name.
  rule("", ["configmaps"], ["create"]),
  rule("", ["configmaps"], ["update"], ["istio-ca-root-cert", "istio-ca-crl"]),
  // Proxies prove who they are by their service account's token.
  rule("authentication.k8s.io", ["tokenreviews"], ["create"]),
  // It looks there for other revisions of itself.
  rule("admissionregistration.k8s.io", ["mutatingwebhookconfigurations"], CACHE),
  rule("admissionregistration.k8s.io", ["validatingwebhookconfigurations"], CACHE, [
    "istiod-default-validator",
  ]),
];

/** What istiod may do in its own namespace: keep the CA's key. */
const NAMESPACE_RULES: PolicyRule[] = [
  rule("", ["secrets"], ["create"]),
  rule("", ["secrets"], ["get", "update"], ["istio-ca-secret"]),
];

/** istiod's role in the cluster. Its name has the namespace in it, since it belongs to the cluster. */
export function clusterRoles(
  namespace: string,
  webhook?: Pick<InjectionWebhook, "clusterRules">,
): types.input.rbac.v1.ClusterRole[] {
  const rules = [...CLUSTER_RULES, ...(webhook?.clusterRules ?? [])];
  return [{ metadata: { name: clusterRoleName(namespace) }, rules }];
}

/** Who has the role in the cluster: istiod. */
export function clusterRoleBindings(namespace: string): types.input.rbac.v1.ClusterRoleBinding[] {
  const name = clusterRoleName(namespace);
  return [
    {
      metadata: { name },
      subjects: [{ kind: "ServiceAccount", name: ISTIOD, namespace }],
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    },
  ];
}

/**
 * The roles in the namespace: istiod's and, where it serves HTTPS, the ingress gateway's. That one never reads a
 * Secret itself: istiod hands it the certificates that its Gateways name if it may list Secrets. All Secrets of the
 * namespace are among them, the CA's too, so that without HTTPS it has no role.
 */
export function roles(
  { namespace, ingress }: CurrentMeshSettings,
  webhook?: Pick<InjectionWebhook, "namespaceRules">,
): types.input.rbac.v1.Role[] {
  const rules = [...NAMESPACE_RULES, ...(webhook?.namespaceRules ?? [])];
  const istiod = { metadata: { name: ISTIOD, namespace }, rules };
  const gateway = {
    metadata: { name: INGRESS_GATEWAY_ROLE, namespace },
    rules: [rule("", ["secrets"], ["list"])],
  };
  return ingress.httpsNodePort === undefined ? [istiod] : [istiod, gateway];
}

/** Who has the roles in the namespace. */
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
