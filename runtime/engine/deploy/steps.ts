import type { PropertyDiff } from "../../protocol/provider";
import type { StepMetadata, StepOp } from "../model/events";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import type { ResourceDiff } from "./diff";

/** One thing to do to one resource, decided and not yet done: Pulumi's `deploy.Step`, as data. */
export interface Step {
  op: StepOp;
  urn: URN;
  old?: ResourceState;
  new?: ResourceState;
  /** The state that the step is about: the new one, or the old one where there is no new. */
  res: ResourceState;
  /** False for the parts of a replacement, which are counted and shown by its `replace` step. */
  logical: boolean;
  /** Properties that made the replacement necessary. */
  keys: string[];
  /** Top-level properties that changed. */
  diffs: string[];
  detailedDiff?: Record<string, PropertyDiff>;
  /** `create-replacement`: the old resource is deleted after everything else. */
  pendingDelete?: boolean;
  /** `delete-replaced` before its replacement exists: the old state stays, marked, until it does. */
  pendingReplacement?: boolean;
  ignoreChanges?: string[];
  /** `same` for a resource that is not made because it is not targeted; it goes into no state. */
  skippedCreate?: boolean;
  /** A creation that takes up one that was interrupted. */
  resumed?: boolean;
  /** `refresh`: what the refresh found out, in terms of changes. */
  resultOp?: "same" | "update" | "delete";
}

const NO_DETAILS = { keys: [], diffs: [] };
const details = (diff: ResourceDiff | undefined) => ({
  keys: diff?.replaceKeys ?? [],
  diffs: diff?.changedKeys ?? [],
  ...(diff?.detailedDiff ? { detailedDiff: diff.detailedDiff } : {}),
});

export const sameStep = (old: ResourceState, state: ResourceState): Step => ({
  op: "same",
  urn: state.urn,
  old,
  new: state,
  res: state,
  logical: true,
  ...NO_DETAILS,
});

export const skippedCreateStep = (state: ResourceState): Step => ({
  ...sameStep(state, state),
  skippedCreate: true,
});

export const createStep = (state: ResourceState): Step => ({
  op: "create",
  urn: state.urn,
  new: state,
  res: state,
  logical: true,
  ...NO_DETAILS,
});

export const createReplacementStep = (
  old: ResourceState,
  state: ResourceState,
  diff: ResourceDiff | undefined,
  pendingDelete: boolean,
): Step => ({
  op: "create-replacement",
  urn: state.urn,
  old,
  new: state,
  res: state,
  logical: false,
  pendingDelete,
  ...details(diff),
});

export const replaceStep = (
  old: ResourceState,
  state: ResourceState,
  diff: ResourceDiff | undefined,
): Step => ({
  op: "replace",
  urn: state.urn,
  old,
  new: state,
  res: state,
  logical: true,
  ...details(diff),
});

export const updateStep = (
  old: ResourceState,
  state: ResourceState,
  diff: ResourceDiff,
  ignoreChanges: string[],
): Step => ({
  op: "update",
  urn: state.urn,
  old,
  new: state,
  res: state,
  logical: true,
  ignoreChanges,
  ...details(diff),
});

export const deleteStep = (old: ResourceState): Step => ({
  op: old.external ? "discard" : "delete",
  urn: old.urn,
  old,
  res: old,
  logical: true,
  ...NO_DETAILS,
});

export const deleteReplacedStep = (old: ResourceState, pendingReplacement: boolean): Step => ({
  op: old.external ? "discard-replaced" : "delete-replaced",
  urn: old.urn,
  old,
  res: old,
  logical: false,
  pendingReplacement,
  ...NO_DETAILS,
});

export const removePendingReplaceStep = (old: ResourceState): Step => ({
  op: "remove-pending-replace",
  urn: old.urn,
  old,
  res: old,
  logical: false,
  ...NO_DETAILS,
});

export const readStep = (old: ResourceState | undefined, state: ResourceState): Step => ({
  op: "read",
  urn: state.urn,
  ...(old ? { old } : {}),
  new: state,
  res: state,
  logical: true,
  ...NO_DETAILS,
});

export const readReplacementStep = (old: ResourceState, state: ResourceState): Step => ({
  ...readStep(old, state),
  op: "read-replacement",
  logical: false,
});

/** The new state is the old one until the provider has been asked. */
export const refreshStep = (old: ResourceState): Step => ({
  op: "refresh",
  urn: old.urn,
  old,
  new: old,
  res: old,
  logical: false,
  ...NO_DETAILS,
});

/** A step as it is now, for those who watch; later changes to its states do not show in it. */
export function stepMetadata(step: Step, op: StepOp = step.op): StepMetadata {
  return {
    op,
    urn: step.urn,
    type: step.res.type,
    ...(step.old ? { old: { ...step.old } } : {}),
    ...(step.new ? { new: { ...step.new } } : {}),
    keys: step.keys,
    diffs: step.diffs,
    ...(step.detailedDiff ? { detailedDiff: step.detailedDiff } : {}),
    logical: step.logical,
    ...(step.res.provider !== undefined ? { provider: step.res.provider } : {}),
  };
}
