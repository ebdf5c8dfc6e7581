import type { PropertyMap } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";

/** A resource as the program wants it: Pulumi's `resource.Goal`, what a `RegisterResource` call says. */
export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  parent?: URN;
  /** The inputs; no output values among them. */
  properties: PropertyMap;
  dependencies: URN[];
  propertyDependencies: Record<string, URN[]>;
  /** `URN::ID` of the provider; absent for components and for providers themselves. */
  provider?: string;
  /** Undefined: inherited from the parent by the SDK, else false. */
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

/** What a resource takes from its parent where it does not say it itself, as the official engine has it. */
export type InheritedOptions = Pick<Goal, "deletedWith" | "protect" | "retainOnDelete">;

/** The goal with what it takes from its parent. */
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

/** What a resource was called before: a whole URN, or the parts in which it differed. */
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

/** A resource that the program only looks at: what a `ReadResource` call says. */
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

/** A goal with nothing but type, name and properties; for default providers and tests. */
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
