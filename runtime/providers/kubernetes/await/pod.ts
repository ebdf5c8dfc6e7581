import { at } from "../../../../lib/clients/kubernetes/object";
import { conditionOf, isTrue, shortName } from "./conditions";
import { POD_GRACE } from "./deployment";
import { podProblem, schedulingProblem } from "./podMessages";
import { ready, waiting, type Awaiter, type Verdict } from "./verdict";

/** A Pod is ready when its Ready condition is true, or when it has succeeded. */
export const podAwaiter: Awaiter = {
  defaultTimeout: 600,
  onRead: true,
  decide(pod, { elapsed }): Verdict {
    const name = JSON.stringify(shortName(pod));
    const problem = podProblem(pod) ?? schedulingProblem(pod);
    const errors = problem === undefined ? [] : [problem];
    const phase = at(pod, "status", "phase");
    if (phase === "Succeeded" || isTrue(conditionOf(pod, "Ready"))) return ready("Pod is ready");
    if (phase === "Failed" && at(pod, "spec", "restartPolicy") === "Never") {
      return {
        done: false,
        failed: true,
        messages: [],
        errors: errors.length > 0 ? errors : [`[Pod ${shortName(pod)}]: failed`],
      };
    }
    const stage = !isTrue(conditionOf(pod, "PodScheduled"))
      ? "scheduled"
      : !isTrue(conditionOf(pod, "Initialized"))
        ? "initialized"
        : "ready";
    const verdict = waiting(`Waiting for Pod ${name} to be ${stage}`, errors);
    if (elapsed >= POD_GRACE) for (const text of errors) verdict.messages.push({ severity: "warning", text });
    return { ...verdict, lookAgain: POD_GRACE };
  },
};
