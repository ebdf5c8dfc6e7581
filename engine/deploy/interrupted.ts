import { InitializationError } from "../../protocol/provider";
import type { PendingOperation, ResourceState } from "../model/state";
import { urnName } from "../model/urn";
import type { ConfiguredProvider } from "./configuredProvider";
import type { PreviousState } from "./deploymentState";

/**
 * What became of a creation that was interrupted:
 * - `found`: the resource exists; its state, not yet live
 * - `absent`: it was not made
 * - `unknown`: the provider cannot tell
 */
export type Outcome = { kind: "found"; state: ResourceState } | { kind: "absent" } | { kind: "unknown" };

/** Why a resource that was found is not yet taken as live. */
const INTERRUPTED = "the operation that created the resource was interrupted";

/**
 * Looks what became of a creation that was interrupted before its id was known. A provider whose ids follow from the
 * inputs says the id in a preview of the creation; then a read says whether the resource is there.
 */
export async function outcomeOfCreation(
  operation: PendingOperation,
  provider: ConfiguredProvider,
): Promise<Outcome> {
  const { resource } = operation;
  const identity = { urn: resource.urn, name: urnName(resource.urn), type: resource.type };
  try {
    let id = resource.id ?? "";
    if (id === "") {
      const tried = await provider.dryCreate({ ...identity, properties: resource.inputs, timeout: 0 });
      if (!tried || tried.id === "") return { kind: "unknown" };
      id = tried.id;
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

/** Settles an interrupted creation: takes over what it made, or forgets about it where it made nothing. */
export async function settleCreation(
  operation: PendingOperation,
  provider: ConfiguredProvider,
  previous: PreviousState,
): Promise<void> {
  const outcome = await outcomeOfCreation(operation, provider);
  if (outcome.kind === "unknown") return;
  if (outcome.kind === "found") previous.adopt(outcome.state);
  previous.interrupted.delete(operation.resource.urn);
}

function found(resource: ResourceState, id: string, outputs: ResourceState["outputs"]): Outcome {
  return { kind: "found", state: { ...resource, id, outputs, initErrors: [INTERRUPTED] } };
}

/** True when a resource whose deletion was interrupted is gone; false also where the provider cannot tell. */
export async function isGone(resource: ResourceState, provider: ConfiguredProvider): Promise<boolean> {
  try {
    const answer = await provider.read({
      urn: resource.urn,
      name: urnName(resource.urn),
      type: resource.type,
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
