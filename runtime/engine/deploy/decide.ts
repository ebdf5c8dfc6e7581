import type { ResourceState } from "../model/state";
import { isReplacement, type ResourceDiff } from "./diff";

/** What to do with an existing resource that is registered again. */
export type Decision = "same" | "update" | "replace" | "delete-before-replace";

export interface DecisionFacts {
  old: Pick<ResourceState, "initErrors" | "pendingReplacement">;
  diff: ResourceDiff;
  /** The program's option; undefined: the provider decides. */
  deleteBeforeReplace: boolean | undefined;
  /** An update of the resource was interrupted: it may be in the old or the new state. */
  interrupted: boolean;
}

export function decide({ old, diff, deleteBeforeReplace, interrupted }: DecisionFacts): Decision {
  const replace = old.pendingReplacement === true || (diff.changed && isReplacement(diff));
  if (replace) return (deleteBeforeReplace ?? diff.deleteBeforeReplace) ? "delete-before-replace" : "replace";
  // A resource that is not ready gets an update to its current state, which waits until it is ready.
  return diff.changed || interrupted || old.initErrors.length > 0 ? "update" : "same";
}
