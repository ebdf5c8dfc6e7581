import { type ApiResource, isGone, stateOf } from "./apiResource";

/** The progress of an awaited resource. `message` describes its current step, or why it failed. */
export type Progress<T> =
  { kind: "done"; value: T } | { kind: "waiting"; message: string } | { kind: "failed"; message: string };

/** Evaluates the activation of a resource. @param what names it in messages: `the environment kubernetes` */
export function activation(resource: ApiResource | undefined, what: string): Progress<ApiResource> {
  if (resource === undefined || isGone(resource)) {
    return { kind: "failed", message: `${what} was removed during the wait` };
  }
  if (resource.transitioning === "error" || resource.state === "error") {
    return { kind: "failed", message: `${what} is in error: ${stateOf(resource)}` };
  }
  if (resource.state === "active" && resource.transitioning !== "yes") {
    return { kind: "done", value: resource };
  }
  return { kind: "waiting", message: `${what} is ${stateOf(resource)}` };
}

/** Evaluates whether a host has registered and is active. @param label the host label that only this host has */
export function hostReadiness(
  hosts: readonly ApiResource[],
  label: { name: string; value: string },
  what: string,
): Progress<ApiResource> {
  const host = labelledHost(hosts, label);
  if (host === undefined) return { kind: "waiting", message: `${what} has not registered yet` };
  if (host.transitioning === "error" || host.state === "error") {
    return { kind: "failed", message: `${what} is in error: ${stateOf(host)}` };
  }
  const agentState = typeof host.agentState === "string" ? host.agentState : undefined;
  if (agentState !== undefined && agentState !== "active") {
    return { kind: "waiting", message: `${what} is ${stateOf(host)}, its agent is ${agentState}` };
  }
  if (host.state === "active" && host.transitioning !== "yes") return { kind: "done", value: host };
  return { kind: "waiting", message: `${what} is ${stateOf(host)}` };
}

/** The existing host with a label; the youngest when it has registered more than once. */
export function labelledHost(
  hosts: readonly ApiResource[],
  { name, value }: { name: string; value: string },
): ApiResource | undefined {
  return hosts
    .filter((host) => !isGone(host) && (host.labels as Record<string, unknown> | null)?.[name] === value)
    .sort((a, b) => Number(b.createdTS ?? 0) - Number(a.createdTS ?? 0))[0];
}

/** Evaluates whether an environment's stack is up and healthy. */
export function stackReadiness(stacks: readonly ApiResource[], name: string): Progress<ApiResource> {
  const what = `the stack ${name}`;
  const stack = stacks.find((candidate) => candidate.name === name && !isGone(candidate));
  if (stack === undefined) return { kind: "waiting", message: `${what} does not exist yet` };
  if (stack.transitioning === "error" || stack.state === "error") {
    return { kind: "failed", message: `${what} is in error: ${stateOf(stack)}` };
  }
  if (stack.state === "active" && stack.healthState === "healthy") return { kind: "done", value: stack };
  return { kind: "waiting", message: `${what} is ${stateOf(stack)}, its health is ${stack.healthState}` };
}
