/** The API type of an object. */
export interface ApiType {
  /** Such as `v1`, `apps/v1` or `rec.example.com/v1`. */
  apiVersion: string;
  kind: string;
}

/** True for the API versions in `@pulumi/kubernetes`: `v1`, `apps/v1` and the `*.k8s.io` groups. */
export function isBuiltIn(apiVersion: string): boolean {
  const slash = apiVersion.indexOf("/");
  return slash < 0 || BUILT_IN_GROUPS.has(apiVersion.slice(0, slash));
}

const BUILT_IN_GROUPS = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "auditregistration.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "settings.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** The cluster-scoped built-in kinds; all other built-in kinds are namespaced. */
const CLUSTER_SCOPED = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ComponentStatus",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "CustomResourceDefinition",
  "APIService",
  "AuditSink",
  "CertificateSigningRequest",
  "ClusterTrustBundle",
  "FlowSchema",
  "PriorityLevelConfiguration",
  "StorageVersion",
  "IngressClass",
  "ClusterCIDR",
  "IPAddress",
  "ServiceCIDR",
  "RuntimeClass",
  "PodSecurityPolicy",
  "ClusterRole",
  "ClusterRoleBinding",
  "DeviceClass",
  "DeviceTaintRule",
  "ResourceClass",
  "ResourceSlice",
  "PriorityClass",
  "CSIDriver",
  "CSINode",
  "StorageClass",
  "VolumeAttachment",
  "VolumeAttributesClass",
  "StorageVersionMigration",
]);

/** Whether a built-in type is namespaced, without a request to a server; undefined for other types. */
export function builtInIsNamespaced(type: ApiType): boolean | undefined {
  return isBuiltIn(type.apiVersion) ? !CLUSTER_SCOPED.has(type.kind) : undefined;
}
