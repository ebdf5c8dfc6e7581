import { relatedKindsOf } from "../../../../lib/clients/kubernetes/relatedKinds";
import { at, mapsAt, nameOf, numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { annotation } from "../../../../lib/clients/kubernetes/object";
import { conditionOf, conditionText, isObserved, isOwnedBy, isTrue } from "./conditions";
import { podProblems } from "./podMessages";
import { ready, type Awaiter, type Message, type Verdict } from "./verdict";

const REVISION = "deployment.kubernetes.io/revision";
/** Milliseconds before pod messages appear: every container is unready at first. */
export const POD_GRACE = 10_000;

/** A Deployment is ready when its controller has rolled out the current revision and all its pods are ready. */
export const deploymentAwaiter: Awaiter = {
  defaultTimeout: 600,
  related: relatedKindsOf("apps/v1", "Deployment"),
  onRead: true,
  decide(deployment, { related, previous, elapsed }): Verdict {
    const revision = annotation(deployment, REVISION);
    const available = conditionOf(deployment, "Available");
    const progressing = conditionOf(deployment, "Progressing");
    const replicaSet = (related.ReplicaSet ?? []).find(
      (candidate) =>
        revision !== undefined &&
        isOwnedBy(candidate, deployment) &&
        annotation(candidate, REVISION) === revision,
    );
    const pods = replicaSet ? (related.Pod ?? []).filter((pod) => isOwnedBy(pod, replicaSet)) : [];
    const wanted = numberAt(replicaSet, "spec", "replicas") ?? 1;
    const readyPods = numberAt(replicaSet, "status", "readyReplicas") ?? 0;
    const replicasReady =
      isObserved(deployment) &&
      (related.ReplicaSet === undefined
        ? areReplicasReady(deployment)
        : replicaSet !== undefined && readyPods >= wanted);
    const isFirst = revision === "1";
    const rolledOut = progressing?.reason === "NewReplicaSetAvailable" && isTrue(progressing);
    // Until the controller observes an update, the conditions describe the old revision.
    const takenUp = isObserved(deployment) && !isOldRevision(deployment, previous, replicaSet);
    const unbound = unboundClaims(deployment, related.PersistentVolumeClaim ?? []);

    const messages: Message[] = [];
    const errors: string[] = [];
    for (const condition of [progressing, available]) {
      const text = isTrue(condition) ? undefined : conditionText(condition);
      if (text === undefined) continue;
      messages.push({ severity: "warning", text });
      errors.push(text);
    }
    for (const claim of unbound) {
      const phase = textAt(claim, "status", "phase") ?? "Pending";
      const text = `PersistentVolumeClaim: [${nameOf(claim)}] is not ready. status.phase currently at: ${phase}`;
      messages.push({ severity: "warning", text });
    }
    if (takenUp && isTrue(available) && replicasReady && (isFirst || rolledOut) && unbound.length === 0) {
      const result = ready("Deployment initialization complete");
      if (wanted === 0) {
        result.messages.unshift({
          severity: "warning",
          text: `Replicas scaled to 0 for Deployment ${JSON.stringify(nameOf(deployment))}`,
        });
      }
      return result;
    }
    if (replicaSet && !replicasReady) {
      const text = `Waiting for app ReplicaSet to be available (${readyPods}/${wanted} Pods available)`;
      messages.push({ severity: "info", text });
    }
    if (unbound.length > 0) {
      errors.push(
        `Failed to bind PersistentVolumeClaim(s): ${JSON.stringify(unbound.map(nameOf).join(","))}`,
      );
    }
    if (!isTrue(available)) errors.push("Minimum number of live Pods was not attained");
    else if (!isFirst && !rolledOut) {
      errors.push("Minimum number of Pods to consider the application live was not attained");
    } else if (!replicasReady) {
      errors.push(
        isFirst
          ? "Minimum number of Pods to consider the application live was not attained"
          : "Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live",
      );
    }
    const problems = podProblems(pods);
    errors.push(...problems);
    if (elapsed >= POD_GRACE)
      messages.push(...problems.map((text): Message => ({ severity: "warning", text })));
    return { done: false, messages, errors, lookAgain: POD_GRACE };
  },
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

/** True while the newest known ReplicaSet still has the old pod template. */
function isOldRevision(
  deployment: KubernetesObject,
  previous: KubernetesObject | undefined,
  replicaSet: KubernetesObject | undefined,
): boolean {
  if (!previous || !replicaSet) return false;
  const before = JSON.stringify(at(previous, "spec", "template"));
  const now = JSON.stringify(at(deployment, "spec", "template"));
  return (
    before !== now &&
    annotation(previous, REVISION) === annotation(deployment, REVISION) &&
    !isObserved(deployment)
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
