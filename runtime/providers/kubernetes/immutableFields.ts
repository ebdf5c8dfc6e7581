import { apiVersionOf, groupOf, kindOf } from "../../../lib/clients/kubernetes/object";
import type { ProviderConfig } from "./config";
import type { KubernetesObject } from "./object";

const SELECTOR = ["spec.selector"];

/** The properties of a Pod's spec whose change needs a new Pod, besides those of its containers. */
const POD = [
  "affinity",
  "automountServiceAccountToken",
  "dnsConfig",
  "dnsPolicy",
  "enableServiceLinks",
  "hostAliases",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostname",
  "imagePullSecrets",
  "nodeName",
  "nodeSelector",
  "overhead",
  "preemptionPolicy",
  "priority",
  "priorityClassName",
  "readinessGates",
  "restartPolicy",
  "runtimeClassName",
  "schedulerName",
  "securityContext",
  "serviceAccount",
  "serviceAccountName",
  "shareProcessNamespace",
  "subdomain",
  "terminationGracePeriodSeconds",
  "volumes",
];
const CONTAINER = [
  "args",
  "command",
  "env",
  "image",
  "imagePullPolicy",
  "lifecycle",
  "livenessProbe",
  "ports",
  "readinessProbe",
  "resources",
  "securityContext",
  "stdin",
  "stdinOnce",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "tty",
  "volumeDevices",
  "volumeMounts",
  "workingDir",
];
const VOLUME_SOURCES = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

/**
 * Property paths by group and kind whose change replaces an object: those of the official provider. A path includes
 * all paths below it. Any other change that the server forbids fails: a replacement deletes data.
 */
const IMMUTABLE: Record<string, readonly string[]> = {
  "apps/Deployment": SELECTOR,
  "apps/DaemonSet": SELECTOR,
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
  "/PersistentVolume": VOLUME_SOURCES.map((source) => `spec.${source}`),
  "/PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  "/Pod": [
    ...POD.map((key) => `spec.${key}`),
    ...["containers", "initContainers"].flatMap((list) => CONTAINER.map((key) => `spec.${list}[*].${key}`)),
  ],
  "/ResourceQuota": ["spec.scopes"],
  "/Service": ["spec.clusterIP"],
  "/Secret": ["type"],
};

/**
 * Whether a change at a property path replaces the object: name, namespace, the kind's immutable fields and (by
 * default, so that a change rolls out) the data of ConfigMaps and Secrets.
 * @param object the new inputs
 * @param path from the root of the object, such as `spec.selector.matchLabels.app`
 */
export function isImmutable(
  object: KubernetesObject,
  path: string,
  config: Pick<ProviderConfig, "enableConfigMapMutable" | "enableSecretMutable">,
): boolean {
  if (path === "apiVersion") return false;
  if (["kind", "metadata.name", "metadata.namespace", "metadata"].includes(path)) return true;
  const type = `${groupOf(apiVersionOf(object))}/${kindOf(object)}`;
  const frozen = object.immutable === true;
  if (type === "/ConfigMap") {
    return (!config.enableConfigMapMutable || frozen) && covers(["data", "binaryData"], path);
  }
  if (type === "/Secret" && (!config.enableSecretMutable || frozen) && covers(["data", "stringData"], path)) {
    return true;
  }
  if (apiVersionOf(object) === "policy/v1beta1") {
    return kindOf(object) === "PodDisruptionBudget" && covers(["spec"], path);
  }
  return covers(IMMUTABLE[type] ?? [], path.replace(/\[\d+\]/g, "[*]"));
}

/** True when the path equals, contains or is inside one of the given paths. */
function covers(paths: readonly string[], path: string): boolean {
  return paths.some((given) => isBeneath(path, given) || isBeneath(given, path));
}

const isBeneath = (path: string, ancestor: string): boolean =>
  path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
