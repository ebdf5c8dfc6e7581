import { relatedKindsOf } from "../../../../lib/clients/kubernetes/relatedKinds";
import { numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import { isObserved, isOwnedBy } from "./conditions";
import { POD_GRACE } from "./deployment";
import { podProblems } from "./podMessages";
import { ready, type Awaiter, type Message } from "./verdict";

/** A StatefulSet is ready when all replicas are, at the requested revision (unless the strategy is OnDelete). */
export const statefulSetAwaiter: Awaiter = {
  defaultTimeout: 600,
  related: relatedKindsOf("apps/v1", "StatefulSet"),
  onRead: true,
  decide(set, { related, elapsed }) {
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
    const messages: Message[] = [];
    if (generation <= 1) {
      messages.push({
        severity: "info",
        text: `[1/2] Waiting for StatefulSet to create Pods (${done}/${wanted} Pods ready)`,
      });
    } else if (!replicasReady) {
      messages.push({
        severity: "info",
        text: `[1/3] Waiting for StatefulSet update to roll out (${done}/${wanted} Pods ready)`,
      });
    } else {
      messages.push({
        severity: "info",
        text: "[2/3] Waiting for StatefulSet to update .status.currentRevision",
      });
    }
    const problems = podProblems((related.Pod ?? []).filter((pod) => isOwnedBy(pod, set)));
    if (elapsed >= POD_GRACE)
      messages.push(...problems.map((text): Message => ({ severity: "warning", text })));
    return {
      done: false,
      messages,
      errors: [
        ...(replicasReady ? [] : [`${done} out of ${wanted} replicas succeeded readiness checks`]),
        ...(revisionReady
          ? []
          : [
              `StatefulSet controller failed to advance from revision ${JSON.stringify(currentRevision)} ` +
                `to revision ${JSON.stringify(updateRevision)}`,
            ]),
        ...problems,
      ],
      lookAgain: POD_GRACE,
    };
  },
};
