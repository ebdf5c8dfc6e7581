import { relatedKindsOf } from "../../../../lib/clients/kubernetes/relatedKinds";
import { at, numberAt } from "../../../../lib/clients/kubernetes/object";
import { conditionOf, conditionText, isOwnedBy, isTrue, shortName } from "./conditions";
import { POD_GRACE } from "./deployment";
import { podProblems } from "./podMessages";
import { ready, waiting, type Awaiter, type Verdict } from "./verdict";

/** A Job is ready when it is complete. It fails when its controller reports a failure. */
export const jobAwaiter: Awaiter = {
  defaultTimeout: 600,
  related: relatedKindsOf("batch/v1", "Job"),
  onRead: true,
  decide(job, { related, elapsed }): Verdict {
    if (isTrue(conditionOf(job, "Complete"))) return ready();
    const name = JSON.stringify(shortName(job));
    const problems = podProblems((related.Pod ?? []).filter((pod) => isOwnedBy(pod, job)));
    const failed = conditionOf(job, "Failed");
    if (isTrue(failed)) {
      const text = conditionText(failed) ?? "the Job has failed";
      return {
        done: false,
        failed: true,
        messages: [{ severity: "error", text }],
        errors: [text, ...problems],
      };
    }
    if (isTrue(conditionOf(job, "Suspended"))) {
      return ready(`Job ${name} is suspended`);
    }
    if (at(job, "status", "startTime") === undefined)
      return waiting(`Waiting for Job ${name} to start`, problems);
    const count = (key: string) => numberAt(job, "status", key) ?? 0;
    const counts = `(Active: ${count("active")} | Succeeded: ${count("succeeded")} | Failed: ${count("failed")})`;
    const verdict = waiting(`Waiting for Job ${name} to succeed ${counts}`, problems);
    if (elapsed >= POD_GRACE)
      for (const text of problems) verdict.messages.push({ severity: "warning", text });
    return { ...verdict, lookAgain: POD_GRACE };
  },
};
