import { until } from "../../../../lib/until";
import type { Drift } from "../../framework/resourceType";
import { RancherError, UnavailableError } from "./answer";
import { type ApiResource, stateOf } from "./apiResource";
import type { ClientContext, RancherClient } from "./client";
import type { Connection } from "../sdk/connection";
import type { Progress } from "./readiness";
import { removalStep } from "./removal";

const POLL = { firstMs: 100, maxMs: 1_000 };

/** The resource did not become ready in time, or will not. */
export class NotComingError extends Error {}

/**
 * Polls until the resource is ready and shows its progress.
 * @throws NotComingError when it fails, or at the timeout with its last progress
 */
export async function untilDone<T>(
  ask: () => Promise<Progress<T>>,
  { timeoutSeconds, context }: { timeoutSeconds: number; context: ClientContext },
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

/**
 * Removes a resource step by step, and waits for each step.
 * @param path of the resource, below the API's version
 * @throws NotComingError when it still exists at the timeout
 */
export async function removeWhole(
  client: RancherClient,
  path: string,
  what: string,
  { timeoutSeconds, context }: { timeoutSeconds: number; context: ClientContext },
): Promise<void> {
  const taken = new Set<string>();
  await untilDone<true>(
    async () => {
      const resource = await client.get(path);
      const step = removalStep(resource, what, taken);
      if (step.kind === "removed") return { kind: "done", value: true };
      if (step.kind === "wait") return { kind: "waiting", message: step.message };
      const action = step.kind === "act" ? step.action : "remove";
      try {
        await (step.kind === "act" ? client.act(resource!, step.action) : client.remove(resource!));
      } catch (error) {
        // The server or an earlier attempt with a lost response may have changed its state since the read.
        if (!(error instanceof RancherError) || ![404, 405, 409, 422].includes(error.status)) throw error;
        return {
          kind: "waiting",
          message: `${what} is ${stateOf(resource as ApiResource)}: ${error.message}`,
        };
      }
      taken.add(action);
      return { kind: "waiting", message: `${what}: ${action}` };
    },
    { timeoutSeconds, context },
  );
}

/** Returns the drift that the server reports; none when it does not answer, because a later step waits for it. */
export async function driftUnlessAway(look: () => Promise<Drift>): Promise<Drift> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof UnavailableError) return { outputs: [] };
    throw error;
  }
}

/** Deletes a resource, unless its server no longer exists. */
export async function orUnreachable(
  server: Connection,
  context: { log(severity: "warning", message: string): void },
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof UnavailableError) || !server.deleteUnreachable) throw error;
    context.log("warning", `${error.message}. Its resources there count as deleted with it`);
  }
}
