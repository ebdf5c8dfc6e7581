import type { ResourceState } from "../model/state";
import { isReplacement, type ResourceDiff } from "./diff";

/** What is to become of a resource that exists and is registered again. */
export type Decision = "same" | "update" | "replace" | "delete-before-replace";

export interface DecisionFacts {
  old: Pick<ResourceState, "initErrors" | "pendingReplacement">;
  diff: ResourceDiff;
  /** The program's option; undefined where the provider decides. */
  deleteBeforeReplace: boolean | undefined;
  /** An update of the resource was interrupted, so that nobody knows which of the two states it is in. */
  interrupted: boolean;
}

/** Decides between the kinds of change, from facts alone. */
export function decide({ old, diff, deleteBeforeReplace, interrupted }: DecisionFacts): Decision {
  const replace = old.pendingReplacement === true || (diff.changed && isReplacement(diff));
  if (replace) return (deleteBeforeReplace ?? diff.deleteBeforeReplace) ? "delete-before-replace" : "replace";
  // A resource that did not become live is updated to what it already is, which waits for it again.
  return diff.changed || interrupted || old.initErrors.length > 0 ? "update" : "same";
}
