import type { PropertyMap } from "../../../protocol/values";
import { at, mapsAt, numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { conditionOf, isTrue, shortName } from "./conditions";

/** Why a pod is not ready: its condition and its containers' reports; undefined when there is no reason. */
export function podProblem(pod: KubernetesObject): string | undefined {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled && !isTrue(scheduled)) return undefined;
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

/** The scheduler's message for a pod without a node; undefined when it has one or is not examined yet. */
export function schedulingProblem(pod: KubernetesObject): string | undefined {
  const condition = conditionOf(pod, "PodScheduled");
  if (!condition || isTrue(condition)) return undefined;
  const message = textAt(condition, "message");
  return message ? `[Pod ${shortName(pod)}]: ${message}` : undefined;
}

/** The problems of pods, in the pods' order. */
export const podProblems = (pods: KubernetesObject[]): string[] =>
  pods.map((pod) => podProblem(pod) ?? schedulingProblem(pod)).filter((text) => text !== undefined);

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
