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
  const deletedWith = goal.deletedWith ?? parent?.deletedWith;
  const protect = goal.protect ?? parent?.protect;
  const retainOnDelete = goal.retainOnDelete ?? parent?.retainOnDelete;
  return {
    ...goal,
    ...(deletedWith !== undefined && { deletedWith }),
    ...(protect !== undefined && { protect }),
    ...(retainOnDelete !== undefined && { retainOnDelete }),
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
export interface ReadGoal {
  type: string;
  name: string;
  id: string;
  parent?: URN;
  properties: PropertyMap;
  dependencies: URN[];
  provider: string;
  additionalSecretOutputs: string[];
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
