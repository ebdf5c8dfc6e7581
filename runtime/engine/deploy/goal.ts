import type { PropertyMap } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";

/** The desired state of a resource: Pulumi's `resource.Goal`, from a `RegisterResource` call. */
export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  parent?: URN;
  /** The inputs, without output values. */
  properties: PropertyMap;
  dependencies: URN[];
  propertyDependencies: Record<string, URN[]>;
  /** `URN::ID` of the provider; undefined for components and providers. */
  provider?: string;
  /** Undefined: inherited from the parent, else false. */
  protect?: boolean;
  retainOnDelete?: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  additionalSecretOutputs: string[];
  aliases: Alias[];
  /** Undefined: the provider decides. */
  deleteBeforeReplace?: boolean;
  customTimeouts?: ResourceState["customTimeouts"];
  deletedWith?: URN;
  hideDiff: string[];
}

/** The options that a resource inherits from its parent, as in the official engine. */
export type InheritedOptions = Pick<Goal, "deletedWith" | "protect" | "retainOnDelete">;

export function inheritFromParent(goal: Goal, parent: InheritedOptions | undefined): Goal {
  return {
    ...goal,
    deletedWith: goal.deletedWith ?? parent?.deletedWith,
    protect: goal.protect ?? parent?.protect,
    retainOnDelete: goal.retainOnDelete ?? parent?.retainOnDelete,
  };
}

/** A former identity of a resource: its URN, or the parts that differ from the current ones. */
export type Alias = { urn: URN } | AliasSpec;
export interface AliasSpec {
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  parent?: URN;
  /** True: it had no parent. */
  noParent?: boolean;
}

/** A resource to read and not to manage, from a `ReadResource` call. */
export interface ReadGoal extends Pick<
  Goal,
  "type" | "name" | "parent" | "properties" | "dependencies" | "additionalSecretOutputs"
> {
  id: string;
  provider: string;
}

/** A goal with a type, a name and properties only, for default providers and tests. */
export function simpleGoal(type: string, name: string, properties: PropertyMap, custom = true): Goal {
  return {
    type,
    name,
    custom,
    properties,
    dependencies: [],
    propertyDependencies: {},
    ignoreChanges: [],
    replaceOnChanges: [],
    additionalSecretOutputs: [],
    aliases: [],
    hideDiff: [],
  };
}

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
export function stateOfRead({ id, ...goal }: ReadGoal, urn: URN): ResourceState {
  const full = { ...simpleGoal(goal.type, goal.name, goal.properties), ...goal };
  return { ...stateOfGoal(full, urn, goal.properties, undefined), id, external: true };
}
