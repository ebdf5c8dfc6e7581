import { until } from "../../../../lib/until";
import { type ApiResource, isGone, stateOf } from "./apiResource";
import type { RancherClient } from "./client";

const POLL = { firstMs: 100, maxMs: 1_000 };

/** The progress of an awaited resource. `message` describes its current step, or why it failed. */
export type Progress<T> =
  { kind: "done"; value: T } | { kind: "waiting"; message: string } | { kind: "failed"; message: string };

/** The resource did not become ready in time, or will not. */
export class NotComingError extends Error {}

/**
 * Polls until a resource is ready and shows its progress.
 * @throws NotComingError when it fails, or at the timeout with its last progress
 */
export async function untilDone<T>(
  { context }: RancherClient,
  timeoutSeconds: number,
  ask: () => Promise<Progress<T>>,
): Promise<T> {
  let last = "";
  const done = await until(
    async () => {
      const progress = await ask();
      if (progress.kind === "done") return progress;
      if (progress.kind === "failed") throw new NotComingError(progress.message);
      last = progress.message;
      context.status(`waiting: ${last}`);
      return undefined;
    },
    { timeoutMs: timeoutSeconds * 1000, signal: context.signal, ...POLL },
  );
  if (done === undefined) throw new NotComingError(`${last} after ${timeoutSeconds} s`);
  return done.value;
}

/** Evaluates the activation of a resource. @param what names it in messages: `the environment kubernetes` */
export function activation(resource: ApiResource | undefined, what: string): Progress<ApiResource> {
  if (resource === undefined || isGone(resource)) {
    return { kind: "failed", message: `${what} was removed during the wait` };
  }
  return progressOf(resource, what, isActive(resource));
}

/** Evaluates whether a host is active. @param host undefined until it has registered */
export function hostReadiness(host: ApiResource | undefined, what: string): Progress<ApiResource> {
  if (host === undefined) return { kind: "waiting", message: `${what} has not registered yet` };
  const { agentState } = host;
  return typeof agentState === "string" && agentState !== "active"
    ? progressOf(host, what, false, `, its agent is ${agentState}`)
    : progressOf(host, what, isActive(host));
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
  const isReady = stack.state === "active" && stack.healthState === "healthy";
  return progressOf(stack, what, isReady, `, its health is ${stack.healthState}`);
}

const isActive = ({ state, transitioning }: ApiResource): boolean =>
  state === "active" && transitioning !== "yes";

/** @param detail follows the state in the message of a resource that is not ready */
function progressOf(
  resource: ApiResource,
  what: string,
  isReady: boolean,
  detail = "",
): Progress<ApiResource> {
  if (resource.transitioning === "error" || resource.state === "error") {
    return { kind: "failed", message: `${what} is in error: ${stateOf(resource)}` };
  }
  if (isReady) return { kind: "done", value: resource };
  return { kind: "waiting", message: `${what} is ${stateOf(resource)}${detail}` };
}
