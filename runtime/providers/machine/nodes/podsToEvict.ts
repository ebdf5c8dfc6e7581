import { annotation, type KubernetesObject, mapsAt, textAt } from "../../../../lib/clients/kubernetes/object";

/**
 * The pods to evict from a node, as in `kubectl drain`: without those of DaemonSets, which would return at once, static
 * pods, of which the API has only a mirror, and ended pods.
 */
export const podsToEvict = (pods: readonly KubernetesObject[]): KubernetesObject[] =>
  pods.filter(
    (pod) =>
      !mapsAt(pod, "metadata", "ownerReferences").some(
        (owner) => owner.controller === true && owner.kind === "DaemonSet",
      ) &&
      annotation(pod, "kubernetes.io/config.mirror") === undefined &&
      !["Succeeded", "Failed"].includes(textAt(pod, "status", "phase") ?? ""),
  );

/** Whether the scheduler may place pods on a node: it is ready and not cordoned. */
export const takesPods = (node: KubernetesObject): boolean =>
  isReady(node) && (node.spec as { unschedulable?: boolean } | undefined)?.unschedulable !== true;

/** Whether a node reports that it is ready. */
export const isReady = (node: KubernetesObject): boolean =>
  mapsAt(node, "status", "conditions").some(({ type, status }) => type === "Ready" && status === "True");
