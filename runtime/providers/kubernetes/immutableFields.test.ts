import { isImmutable } from "./immutableFields";

const replaced = { enableConfigMapMutable: false, enableSecretMutable: false };
const inPlace = { enableConfigMapMutable: true, enableSecretMutable: true };
const object = (apiVersion: string, kind: string, immutable?: boolean) => ({
  apiVersion,
  kind,
  ...(immutable === undefined ? {} : { immutable }),
});

test.each<[apiVersion: string, kind: string, path: string, wanted: boolean]>([
  ["v1", "ConfigMap", "metadata.name", true],
  ["v1", "ConfigMap", "metadata.namespace", true],
  ["v1", "ConfigMap", "metadata.labels.a", false],
  ["v1", "ConfigMap", "data.a", true],
  ["v1", "ConfigMap", "binaryData", true],
  ["v1", "Secret", "data.a", true],
  ["v1", "Secret", "type", true],
  ["apps/v1", "Deployment", "spec.selector.matchLabels.app", true],
  ["apps/v1", "Deployment", "spec", true],
  ["apps/v1", "Deployment", "spec.selectors", false],
  ["apps/v1", "Deployment", "spec.template.spec.containers[0].image", false],
  ["apps/v1", "StatefulSet", "spec.volumeClaimTemplates[0].spec", true],
  ["apps/v1", "StatefulSet", "spec.replicas", false],
  ["apps/v1", "DaemonSet", "spec.selector", true],
  ["batch/v1", "Job", "spec.template.spec.containers[0].image", true],
  ["batch/v1", "Job", "spec.ttlSecondsAfterFinished", false],
  ["batch/v1", "CronJob", "spec.jobTemplate.spec.template", false],
  ["batch/v1", "Job", "spec.parallelism", true],
  ["batch/v1", "Job", "spec.completionMode", false],
  ["v1", "Service", "spec.clusterIP", true],
  ["v1", "Service", "spec.clusterIPs", false],
  ["v1", "Pod", "spec.containers[1].image", true],
  ["v1", "Pod", "spec.containers[1].restartPolicy", false],
  ["v1", "PersistentVolumeClaim", "spec.volumeMode", false],
  ["scheduling.k8s.io/v1", "PriorityClass", "value", false],
  ["storage.k8s.io/v1", "StorageClass", "reclaimPolicy", false],
  ["node.k8s.io/v1", "RuntimeClass", "handler", false],
  ["policy/v1", "PodDisruptionBudget", "spec.minAvailable", false],
  ["policy/v1beta1", "PodDisruptionBudget", "spec.minAvailable", true],
  ["v1", "Service", "spec.ports[0].nodePort", false],
  ["v1", "Pod", "spec.containers[0].env[0].value", true],
  ["v1", "Pod", "spec.tolerations[0]", false],
  ["v1", "PersistentVolumeClaim", "spec.storageClassName", true],
  ["v1", "PersistentVolumeClaim", "spec.resources.requests.storage", false],
  ["v1", "PersistentVolume", "spec.hostPath.path", true],
  ["v1", "PersistentVolume", "spec.capacity.storage", false],
  ["rbac.authorization.k8s.io/v1", "RoleBinding", "roleRef.name", true],
  ["rbac.authorization.k8s.io/v1", "RoleBinding", "subjects[0].name", false],
  ["storage.k8s.io/v1", "StorageClass", "provisioner", true],
  ["rec.example.com/v1", "RouteRule", "spec.precedence", false],
])("%s %s: a change of %s replaces: %s", (apiVersion, kind, path, wanted) => {
  expect(isImmutable(object(apiVersion, kind), path, replaced)).toBe(wanted);
});

test.each(["ConfigMap", "Secret"])(
  "a %s changes in place where the provider says so, unless it is immutable",
  (kind) => {
    expect(isImmutable(object("v1", kind), "data.a", inPlace)).toBe(false);
    expect(isImmutable(object("v1", kind, true), "data.a", inPlace)).toBe(true);
  },
);
