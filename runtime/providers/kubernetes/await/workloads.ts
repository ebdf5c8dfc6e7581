import { at, numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import { conditionOf, conditionText, isObserved, isTrue, ownedBy, shortName } from "./conditions";
import { podProblems, withPodProblems } from "./pods";
import { failed, ready, waiting, type Decide, type Verdict } from "./verdict";

/** A DaemonSet is ready when the current pod is available on every node that should run it. */
export const decideDaemonSet: Decide = (set, { related, elapsed }) => {
  const status = (key: string) => numberAt(set, "status", key);
  const desired = status("desiredNumberScheduled");
  const wait = (text: string): Verdict =>
    withPodProblems(waiting(text, [text]), ownedBy(set, related.Pod), elapsed);
  if (!isObserved(set)) return wait("Waiting for the DaemonSet controller to take the change up");
  if (desired === undefined) return wait("Missing .status.desiredNumberScheduled");
  const stages: [key: string, word: string][] = [
    ["currentNumberScheduled", "Current"],
    ["updatedNumberScheduled", "Updated"],
    ["numberAvailable", "Available"],
    ["numberReady", "Ready"],
  ];
  for (const [key, word] of stages) {
    const count = status(key) ?? 0;
    if (count < desired) return wait(`${word}: ${count}/${desired}`);
  }
  return ready(`All replicas scheduled as expected. Replicas: ${desired}`);
};

/** A StatefulSet is ready when all replicas are, at the requested revision (unless the strategy is OnDelete). */
export const decideStatefulSet: Decide = (set, { related, elapsed }) => {
  const generation = numberAt(set, "metadata", "generation") ?? 0;
  const wanted = numberAt(set, "spec", "replicas") ?? 1;
  const status = (key: string) => numberAt(set, "status", key) ?? 0;
  const currentRevision = textAt(set, "status", "currentRevision") ?? "";
  const updateRevision = textAt(set, "status", "updateRevision") ?? "";
  const onDelete = generation > 1 && textAt(set, "spec", "updateStrategy", "type") === "OnDelete";
  const observed = isObserved(set);
  const revisionReady =
    observed && (onDelete || (currentRevision !== "" && currentRevision === updateRevision));
  const replicasReady =
    observed &&
    status("replicas") === wanted &&
    status("readyReplicas") === wanted &&
    (onDelete || status("currentReplicas") === wanted);
  if (revisionReady && replicasReady) return ready("StatefulSet initialization complete");

  const done = revisionReady
    ? status("readyReplicas")
    : Math.min(status("readyReplicas"), status("updatedReplicas"));
  let text = "[2/3] Waiting for StatefulSet to update .status.currentRevision";
  if (generation <= 1) text = `[1/2] Waiting for StatefulSet to create Pods (${done}/${wanted} Pods ready)`;
  else if (!replicasReady)
    text = `[1/3] Waiting for StatefulSet update to roll out (${done}/${wanted} Pods ready)`;
  const errors: string[] = [];
  if (!replicasReady) errors.push(`${done} out of ${wanted} replicas succeeded readiness checks`);
  if (!revisionReady) {
    errors.push(
      `StatefulSet controller failed to advance from revision ${JSON.stringify(currentRevision)} ` +
        `to revision ${JSON.stringify(updateRevision)}`,
    );
  }
  return withPodProblems(waiting(text, errors), ownedBy(set, related.Pod), elapsed);
};

/** A Job is ready when it is complete. It fails when its controller reports a failure. */
export const decideJob: Decide = (job, { related, elapsed }) => {
  if (isTrue(conditionOf(job, "Complete"))) return ready();
  const name = JSON.stringify(shortName(job));
  const pods = ownedBy(job, related.Pod);
  const failure = conditionOf(job, "Failed");
  if (isTrue(failure)) {
    const text = conditionText(failure) ?? "the Job has failed";
    return failed([text, ...podProblems(pods)], [{ severity: "error", text }]);
  }
  if (isTrue(conditionOf(job, "Suspended"))) return ready(`Job ${name} is suspended`);
  if (at(job, "status", "startTime") === undefined)
    return waiting(`Waiting for Job ${name} to start`, podProblems(pods));
  const count = (key: string) => numberAt(job, "status", key) ?? 0;
  const counts = `(Active: ${count("active")} | Succeeded: ${count("succeeded")} | Failed: ${count("failed")})`;
  return withPodProblems(waiting(`Waiting for Job ${name} to succeed ${counts}`), pods, elapsed);
};
