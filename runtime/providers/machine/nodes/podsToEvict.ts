import { annotation, type KubernetesObject, mapsAt, textAt } from "../../../../lib/clients/kubernetes/object";

/**
 * The pods of a node that are to be evicted before it goes: not those of DaemonSets, which would come back at once, not
 * static ones, which the API has a mirror of only, and not those that have ended. As `kubectl drain` has it.
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

/** Whether the scheduler may put pods on a node: it is ready and not cordoned. */
export const takesPods = (node: KubernetesObject): boolean =>
  isReady(node) && (node.spec as { unschedulable?: boolean } | undefined)?.unschedulable !== true;

/** Whether a node says that it is ready. */
export const isReady = (node: KubernetesObject): boolean =>
  mapsAt(node, "status", "conditions").some(({ type, status }) => type === "Ready" && status === "True");
