import { groupOf, kindOf } from "../../../lib/clients/kubernetes/object";
import { apiVersionOf, type KubernetesObject } from "./object";

/** Which kinds the provider's configuration allows to change in place. */
export interface Mutability {
  configMaps: boolean;
  secrets: boolean;
}

const SELECTOR = ["spec.selector"];
const POD_SPEC_MUTABLE = new Set(["activeDeadlineSeconds", "tolerations", "schedulingGates"]);

/** Immutable property paths by group and kind. A path includes all paths below it. */
const IMMUTABLE: Record<string, readonly string[]> = {
  "apps/Deployment": SELECTOR,
  "apps/DaemonSet": SELECTOR,
  "apps/ReplicaSet": SELECTOR,
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.completionMode", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "scheduling.k8s.io/PriorityClass": ["value", "preemptionPolicy"],
  "node.k8s.io/RuntimeClass": ["handler"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
  "storage.k8s.io/CSIDriver": ["spec.attachRequired", "spec.volumeLifecycleModes"],
  "/PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
    "spec.volumeMode",
  ],
  "/ResourceQuota": ["spec.scopes", "spec.scopeSelector"],
  "/Service": ["spec.clusterIP", "spec.clusterIPs"],
  "/Secret": ["type"],
};

/** The mutable fields of a PersistentVolume's spec; the remaining one is its immutable source. */
const VOLUME_MUTABLE = new Set([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
]);

/** Kinds whose immutable fields are all known here, so that no dry run is necessary. */
const WHOLLY_KNOWN = new Set([
  "apps/DaemonSet",
  "apps/Deployment",
  "networking.k8s.io/Ingress",
  "networking.k8s.io/NetworkPolicy",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
  "/ConfigMap",
  "/Namespace",
  "/Secret",
  "/ServiceAccount",
]);

/** Whether all immutable fields of the kind are known here. */
export const isWhollyKnown = (object: KubernetesObject): boolean =>
  WHOLLY_KNOWN.has(`${groupOf(apiVersionOf(object))}/${kindOf(object)}`);

/**
 * Whether a change at a property path needs a new object: name, namespace, the kind's immutable fields and (by
 * default, so that a change rolls out) the data of ConfigMaps and Secrets.
 * @param path from the root of the object, such as `spec.selector.matchLabels.app`
 */
export function isImmutable(object: KubernetesObject, path: string, mutability: Mutability): boolean {
  if (path === "apiVersion") return false;
  if (["kind", "metadata.name", "metadata.namespace", "metadata"].includes(path)) return true;
  const type = `${groupOf(apiVersionOf(object))}/${kindOf(object)}`;
  const frozen = object.immutable === true;
  switch (type) {
    case "/ConfigMap":
      return (!mutability.configMaps || frozen) && covers(["data", "binaryData"], path);
    case "/Secret":
      if ((!mutability.secrets || frozen) && covers(["data", "stringData"], path)) return true;
      break;
    case "/Pod":
      return isImmutableInPod(path);
    case "/PersistentVolume": {
      const key = /^spec\.([^.[]+)/.exec(path)?.[1];
      return key !== undefined && !VOLUME_MUTABLE.has(key);
    }
  }
  return covers(IMMUTABLE[type] ?? [], path);
}

function isImmutableInPod(path: string): boolean {
  const key = /^spec\.([^.[]+)/.exec(path)?.[1];
  if (key === undefined) return path === "spec";
  return !POD_SPEC_MUTABLE.has(key);
}

/** True when the path equals, contains or is inside one of the given paths. */
export function covers(paths: readonly string[], path: string): boolean {
  return paths.some((given) => isBeneath(path, given) || isBeneath(given, path));
}

const isBeneath = (path: string, ancestor: string): boolean =>
  path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
