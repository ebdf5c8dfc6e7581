import { InitializationError } from "../../protocol/provider";
import type { PendingOperation, ResourceState } from "../model/state";
import { type ConfiguredProvider, identityOf } from "./configuredProvider";

/**
 * The result of an interrupted creation:
 * - `found`: the resource exists but may not be ready
 * - `absent`: it was not created
 * - `unknown`: the provider cannot report whether it exists
 */
export type Outcome = { kind: "found"; state: ResourceState } | { kind: "absent" } | { kind: "unknown" };

/** The init error of a resource that was found: the next update waits until it is ready. */
const INTERRUPTED = "the operation that created the resource was interrupted";
/** In seconds. A creation that is finished only to be deleted need not wait; 0 would mean the provider's default. */
const NO_WAIT = 1;

/**
 * Finds the result of a creation that was interrupted before its id was recorded. Asks only plugins of this
 * repository: their create adopts what an interrupted create of the same resource created, and nothing else. When the
 * id follows from the inputs, a preview of the creation returns it, and a read shows whether the resource exists.
 */
export async function outcomeOfCreation(
  operation: PendingOperation,
  provider: ConfiguredProvider,
): Promise<Outcome> {
  if (!provider.adoptsInterrupted) return { kind: "unknown" };
  const { resource } = operation;
  const identity = identityOf(resource);
  try {
    let id = resource.id ?? "";
    if (id === "") {
      const request = { ...identity, properties: resource.inputs, timeout: 0, preview: true };
      id = (await provider.create(request)).id;
      if (id === "") return { kind: "unknown" };
    }
    const read = await provider.read({
      ...identity,
      id,
      properties: {},
      inputs: resource.inputs,
      timeout: 0,
    });
    if (read.id === "") return { kind: "absent" };
    return found(resource, read.id, read.properties);
  } catch (error) {
    if (error instanceof InitializationError) return found(resource, error.id, error.properties);
    return { kind: "unknown" };
  }
}

/**
 * Finds what an interrupted creation of an unwanted resource has created. If that is unknown, the creation
 * is finished: it adopts or creates the resource, which can then be deleted.
 */
export async function finishCreation(
  operation: PendingOperation,
  provider: ConfiguredProvider,
): Promise<Outcome> {
  const outcome = await outcomeOfCreation(operation, provider);
  if (outcome.kind !== "unknown" || !provider.adoptsInterrupted) return outcome;
  const { resource } = operation;
  try {
    const created = await provider.create({
      ...identityOf(resource),
      properties: resource.inputs,
      timeout: NO_WAIT,
      preview: false,
      resumed: true,
    });
    return found(resource, created.id, created.properties);
  } catch (error) {
    if (error instanceof InitializationError) return found(resource, error.id, error.properties);
    return outcome;
  }
}

function found(resource: ResourceState, id: string, outputs: ResourceState["outputs"]): Outcome {
  return { kind: "found", state: { ...resource, id, outputs, initErrors: [INTERRUPTED] } };
}

/** True when a resource whose deletion was interrupted no longer exists; false when that is unknown. */
export async function isGone(resource: ResourceState, provider: ConfiguredProvider): Promise<boolean> {
  try {
    const answer = await provider.read({
      ...identityOf(resource),
      id: resource.id ?? "",
      properties: resource.outputs,
      inputs: resource.inputs,
      timeout: 0,
    });
    return answer.id === "";
  } catch {
    return false;
  }
}
