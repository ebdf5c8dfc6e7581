import type { PropertyMap } from "../../../protocol/values";
import { at, mapsAt, numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { conditionOf, isTrue, shortName } from "./conditions";
import { failed, ready, waiting, warning, type Decide, type Verdict } from "./verdict";

/** Milliseconds before pod messages appear: every container is unready at first. */
const POD_GRACE = 10_000;

/** A Pod is ready when its Ready condition is true, or when it has succeeded. */
export const decidePod: Decide = (pod, { elapsed }) => {
  const phase = at(pod, "status", "phase");
  if (phase === "Succeeded" || isTrue(conditionOf(pod, "Ready"))) return ready("Pod is ready");
  if (phase === "Failed" && at(pod, "spec", "restartPolicy") === "Never")
    return failed([podProblem(pod) ?? `[Pod ${shortName(pod)}]: failed`]);
  let stage = "ready";
  if (!isTrue(conditionOf(pod, "PodScheduled"))) stage = "scheduled";
  else if (!isTrue(conditionOf(pod, "Initialized"))) stage = "initialized";
  const text = `Waiting for Pod ${JSON.stringify(shortName(pod))} to be ${stage}`;
  return withPodProblems(waiting(text), [pod], elapsed);
};

/** Adds the problems of pods to the verdict on their owner. */
export function withPodProblems(verdict: Verdict, pods: KubernetesObject[], elapsed: number): Verdict {
  const problems = podProblems(pods);
  const warnings = elapsed >= POD_GRACE ? problems.map(warning) : [];
  return {
    ...verdict,
    messages: [...verdict.messages, ...warnings],
    errors: [...verdict.errors, ...problems],
    lookAgain: POD_GRACE,
  };
}

/** The problems of pods, in the pods' order. */
export const podProblems = (pods: KubernetesObject[]): string[] =>
  pods.map(podProblem).filter((text) => text !== undefined);

/**
 * Why a pod is not ready: the scheduler's message, or its condition and its containers' reports; undefined when there is
 * no reason, or when it is not examined yet.
 */
function podProblem(pod: KubernetesObject): string | undefined {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled && !isTrue(scheduled)) {
    const message = textAt(scheduled, "message");
    return message ? `[Pod ${shortName(pod)}]: ${message}` : undefined;
  }
  for (const type of ["Initialized", "Ready"]) {
    const condition = conditionOf(pod, type);
    if (!condition) return undefined;
    if (isTrue(condition) || (type === "Ready" && at(pod, "status", "phase") === "Succeeded")) continue;
    const containers = mapsAt(
      pod,
      "status",
      type === "Initialized" ? "initContainerStatuses" : "containerStatuses",
    );
    const problems = containers.flatMap(containerProblems);
    const message = textAt(condition, "reason") ? (textAt(condition, "message") ?? "") : "";
    if (problems.length === 0 && message === "") return undefined;
    return `[Pod ${shortName(pod)}]: ${message}${problems.join("\n")}`;
  }
  return undefined;
}

function containerProblems(status: PropertyMap): string[] {
  if (status.ready === true) return [];
  const name = JSON.stringify(textAt(status, "name") ?? "");
  const problems: string[] = [];
  const waitingReason = textAt(status, "state", "waiting", "reason");
  if (waitingReason && waitingReason !== "ContainerCreating" && waitingReason !== "PodInitializing") {
    problems.push(
      `[${waitingReason}] ${withoutRuntimeNoise(textAt(status, "state", "waiting", "message") ?? "")}`,
    );
  }
  const terminated = at(status, "state", "terminated");
  if (textAt(terminated, "reason")) {
    const message = textAt(terminated, "message");
    problems.push(
      message
        ? `[${textAt(terminated, "reason")}] ${withoutRuntimeNoise(message)}`
        : `container ${name} completed with exit code ${numberAt(terminated, "exitCode") ?? 0}`,
    );
  }
  const last = at(status, "lastState", "terminated");
  if (last !== undefined) {
    const finished = textAt(last, "finishedAt") ?? "an unknown time";
    const exit = `${textAt(last, "reason") ?? "Error"}: exit code ${numberAt(last, "exitCode") ?? 0}`;
    problems.push(`container ${name} terminated at ${finished} (${exit})`);
    const message = textAt(last, "message");
    if (message) problems.push(message);
  }
  return problems;
}

const withoutRuntimeNoise = (message: string): string =>
  message
    .replace(/^rpc error: code = \w+ desc = (Error response from daemon: )?/, "")
    .replace(/: manifest unknown$/, "");
