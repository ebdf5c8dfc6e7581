import type { PropertyMap } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import type { Goal, ReadGoal } from "./goal";

/** The state that a goal describes, before its step is executed. */
export function stateOfGoal(
  goal: Goal,
  urn: URN,
  inputs: PropertyMap,
  old: ResourceState | undefined,
): ResourceState {
  const timeouts = goal.customTimeouts;
  return {
    urn,
    type: goal.type,
    custom: goal.custom,
    inputs,
    outputs: {},
    ...(goal.parent !== undefined ? { parent: goal.parent } : {}),
    ...(goal.protect ? { protect: true } : {}),
    dependencies: goal.dependencies,
    initErrors: [],
    ...(goal.provider !== undefined ? { provider: goal.provider } : {}),
    propertyDependencies: goal.propertyDependencies,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    aliases: old && old.urn !== urn ? [old.urn] : [],
    ...(timeouts && Object.values(timeouts).some((seconds) => seconds) ? { customTimeouts: timeouts } : {}),
    ...(goal.retainOnDelete ? { retainOnDelete: true } : {}),
    ...(goal.deletedWith !== undefined ? { deletedWith: goal.deletedWith } : {}),
    ...(goal.hideDiff.length > 0 ? { hideDiff: goal.hideDiff } : {}),
    ...(goal.ignoreChanges.length > 0 ? { ignoreChanges: goal.ignoreChanges } : {}),
    ...(goal.replaceOnChanges.length > 0 ? { rest: { replaceOnChanges: goal.replaceOnChanges } } : {}),
    ...(old?.created !== undefined ? { created: old.created } : {}),
    ...(old?.modified !== undefined ? { modified: old.modified } : {}),
  };
}

/** The state of a resource that is only read. */
export function stateOfRead(goal: ReadGoal, urn: URN): ResourceState {
  return {
    urn,
    type: goal.type,
    custom: true,
    id: goal.id,
    inputs: goal.properties,
    outputs: {},
    ...(goal.parent !== undefined ? { parent: goal.parent } : {}),
    external: true,
    dependencies: goal.dependencies,
    initErrors: [],
    provider: goal.provider,
    propertyDependencies: {},
    additionalSecretOutputs: goal.additionalSecretOutputs,
    aliases: [],
  };
}
