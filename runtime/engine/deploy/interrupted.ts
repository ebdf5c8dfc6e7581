import { InitializationError } from "../../protocol/provider";
import type { PendingOperation, ResourceState } from "../model/state";
import { urnName } from "../model/urn";
import type { ConfiguredProvider } from "./configuredProvider";

/**
 * What became of a creation that was interrupted:
 * - `found`: the resource exists; its state, not yet live
 * - `absent`: it was not made
 * - `unknown`: the provider cannot tell
 */
export type Outcome = { kind: "found"; state: ResourceState } | { kind: "absent" } | { kind: "unknown" };

/** Why a resource that was found is not yet taken as live. */
const INTERRUPTED = "the operation that created the resource was interrupted";
/** A creation that is only finished to be undone waits for nothing. Seconds; 0 would be the provider's own limit. */
const NO_WAIT = 1;

/**
 * Looks what became of a creation that was interrupted before its id was known. Only a plugin that keeps the contract of
 * in-repo plugins is asked: that its create takes over what an interrupted create of the same resource made, and nothing
 * else. Where the id follows from the inputs, a preview of the creation says it, and a read whether the resource is there.
 */
export async function outcomeOfCreation(
  operation: PendingOperation,
  provider: ConfiguredProvider,
): Promise<Outcome> {
  if (!provider.takesOver) return { kind: "unknown" };
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

/**
 * What an interrupted creation has made, for one that is not wanted any more and must go. Where that cannot be looked up
 * the creation is finished: it takes over what is there, and makes what is not, so that there is something to delete.
 */
export async function finishCreation(
  operation: PendingOperation,
  provider: ConfiguredProvider,
): Promise<Outcome> {
  const outcome = await outcomeOfCreation(operation, provider);
  if (outcome.kind !== "unknown" || !provider.takesOver) return outcome;
  const { resource } = operation;
  const identity = { urn: resource.urn, name: urnName(resource.urn), type: resource.type };
  try {
    const request = {
      ...identity,
      properties: resource.inputs,
      timeout: NO_WAIT,
      preview: false,
      resumed: true,
    };
    const made = await provider.create(request);
    return found(resource, made.id, made.properties);
  } catch (error) {
    if (error instanceof InitializationError) return found(resource, error.id, error.properties);
    return outcome;
  }
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
