import { annotation, mapsAt, nameOf, numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { conditionOf, conditionText, isObserved, isTrue, ownedBy } from "./conditions";
import { withPodProblems } from "./pods";
import { info, ready, warning, type Decide, type Message } from "./verdict";

const REVISION = "deployment.kubernetes.io/revision";

/** A Deployment is ready when its controller has rolled out the current revision and all its pods are ready. */
export const decideDeployment: Decide = (deployment, { related, elapsed }) => {
  const revision = annotation(deployment, REVISION);
  const available = conditionOf(deployment, "Available");
  const progressing = conditionOf(deployment, "Progressing");
  const replicaSet = ownedBy(deployment, related.ReplicaSet).find(
    (candidate) => revision !== undefined && annotation(candidate, REVISION) === revision,
  );
  const wanted = numberAt(replicaSet, "spec", "replicas") ?? 1;
  const readyPods = numberAt(replicaSet, "status", "readyReplicas") ?? 0;
  // Until the controller observes an update, conditions and counts describe the old revision.
  const replicasReady =
    isObserved(deployment) &&
    (related.ReplicaSet === undefined
      ? areReplicasReady(deployment)
      : replicaSet !== undefined && readyPods >= wanted);
  const isFirst = revision === "1";
  const rolledOut = progressing?.reason === "NewReplicaSetAvailable" && isTrue(progressing);
  const unbound = unboundClaims(deployment, related.PersistentVolumeClaim ?? []);
  if (isTrue(available) && replicasReady && (isFirst || rolledOut) && unbound.length === 0) {
    const result = ready("Deployment initialization complete");
    if (wanted === 0) {
      const name = JSON.stringify(nameOf(deployment));
      result.messages.unshift(warning(`Replicas scaled to 0 for Deployment ${name}`));
    }
    return result;
  }

  const messages: Message[] = [];
  const errors: string[] = [];
  for (const condition of [progressing, available]) {
    const text = isTrue(condition) ? undefined : conditionText(condition);
    if (text === undefined) continue;
    messages.push(warning(text));
    errors.push(text);
  }
  for (const claim of unbound) {
    const phase = textAt(claim, "status", "phase") ?? "Pending";
    messages.push(
      warning(`PersistentVolumeClaim: [${nameOf(claim)}] is not ready. status.phase currently at: ${phase}`),
    );
  }
  if (replicaSet && !replicasReady) {
    messages.push(info(`Waiting for app ReplicaSet to be available (${readyPods}/${wanted} Pods available)`));
  }
  if (unbound.length > 0) {
    errors.push(`Failed to bind PersistentVolumeClaim(s): ${JSON.stringify(unbound.map(nameOf).join(","))}`);
  }
  if (!isTrue(available)) errors.push("Minimum number of live Pods was not attained");
  else if (isFirst ? !replicasReady : !rolledOut) {
    errors.push("Minimum number of Pods to consider the application live was not attained");
  } else if (!replicasReady) {
    errors.push(
      "Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live",
    );
  }
  const pods = replicaSet ? ownedBy(replicaSet, related.Pod) : [];
  return withPodProblems({ done: false, messages, errors }, pods, elapsed);
};

/** Uses the Deployment's own counts, for when its ReplicaSets are unknown. */
function areReplicasReady(deployment: KubernetesObject): boolean {
  const wanted = numberAt(deployment, "spec", "replicas") ?? 1;
  const counted = (key: string) => numberAt(deployment, "status", key) ?? 0;
  return (
    counted("updatedReplicas") >= wanted &&
    counted("readyReplicas") >= wanted &&
    counted("replicas") <= wanted
  );
}

function unboundClaims(deployment: KubernetesObject, claims: KubernetesObject[]): KubernetesObject[] {
  const used = new Set(
    mapsAt(deployment, "spec", "template", "spec", "volumes").map((volume) =>
      textAt(volume, "persistentVolumeClaim", "claimName"),
    ),
  );
  return claims.filter((claim) => used.has(nameOf(claim)) && textAt(claim, "status", "phase") !== "Bound");
}
