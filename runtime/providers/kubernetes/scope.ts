import { isBuiltIn, type ApiType } from "./typeToken";

/** The built-in kinds whose objects live in no namespace (all others of the built-in groups do). */
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

/** Whether objects of a built-in type live in namespaces, known without asking a server; undefined for other types. */
export function builtInIsNamespaced(type: ApiType): boolean | undefined {
  return isBuiltIn(type.apiVersion) ? !CLUSTER_SCOPED.has(type.kind) : undefined;
}
