import { relatedKindsOf } from "../../../../lib/clients/kubernetes/relatedKinds";
import { numberAt } from "../../../../lib/clients/kubernetes/object";
import { isObserved, isOwnedBy } from "./conditions";
import { POD_GRACE } from "./deployment";
import { podProblems } from "./podMessages";
import { ready, waiting, type Awaiter, type Verdict } from "./verdict";

/** A DaemonSet is ready when the current pod is available on every node that should run it. */
export const daemonSetAwaiter: Awaiter = {
  defaultTimeout: 600,
  related: relatedKindsOf("apps/v1", "DaemonSet"),
  onRead: true,
  decide(set, { related, elapsed }): Verdict {
    const status = (key: string) => numberAt(set, "status", key);
    const desired = status("desiredNumberScheduled");
    const problems = podProblems((related.Pod ?? []).filter((pod) => isOwnedBy(pod, set)));
    const wait = (text: string): Verdict => {
      const verdict = waiting(text, [text, ...problems]);
      if (elapsed >= POD_GRACE)
        for (const problem of problems) verdict.messages.push({ severity: "warning", text: problem });
      return { ...verdict, lookAgain: POD_GRACE };
    };
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
  },
};
