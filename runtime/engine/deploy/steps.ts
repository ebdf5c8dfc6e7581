import type { DiffResponse } from "../../protocol/provider";
import type { StepMetadata, StepOp } from "../model/events";
import type { ResourceState } from "../model/state";
import { NO_DIFF } from "./diff";

/** One change to one resource: Pulumi's `deploy.Step`, as data. */
export interface Step extends Omit<StepMetadata, "type" | "provider"> {
  /** The new state, or the old one if the step has no new state. */
  res: ResourceState;
  /** False for the parts of a replacement: its `replace` step is counted and shown for them. */
  logical: boolean;
  keys: string[];
  diffs: string[];
  /** `create-replacement`: the old resource is deleted after everything else. */
  pendingDelete?: boolean;
  /** `delete-replaced` before the replacement exists: the old state is marked and kept until then. */
  pendingReplacement?: boolean;
  ignoreChanges?: string[];
  /** `same` for a resource that is not created because it is not targeted; it is not recorded. */
  skippedCreate?: boolean;
  /** `same` for a resource that is only kept because it is not targeted. */
  untargeted?: boolean;
  /** A creation that continues an interrupted one. */
  resumed?: boolean;
  /** `refresh`: the change that the refresh found. */
  resultOp?: "same" | "update" | "delete";
}

const details = ({ replaces, diffs, detailedDiff }: DiffResponse = NO_DIFF) => ({
  keys: replaces,
  diffs,
  detailedDiff,
});

/** A step that results in a new state. */
const stepTo = (
  op: StepOp,
  old: ResourceState | undefined,
  state: ResourceState,
  more: Partial<Step> = {},
): Step => ({
  op,
  urn: state.urn,
  old,
  new: state,
  res: state,
  logical: true,
  ...details(),
  ...more,
});

/** A step that removes an old state. */
const stepFrom = (op: StepOp, old: ResourceState, more: Partial<Step> = {}): Step => ({
  op,
  urn: old.urn,
  old,
  res: old,
  logical: false,
  ...details(),
  ...more,
});

export const sameStep = (old: ResourceState, state: ResourceState): Step => stepTo("same", old, state);

export const untargetedStep = (old: ResourceState): Step =>
  stepTo("same", old, { ...old }, { untargeted: true });

export const skippedCreateStep = (state: ResourceState): Step =>
  stepTo("same", state, state, { skippedCreate: true });

export const createStep = (state: ResourceState): Step => stepTo("create", undefined, state);

export const createReplacementStep = (
  old: ResourceState,
  state: ResourceState,
  diff: DiffResponse | undefined,
  pendingDelete: boolean,
): Step => stepTo("create-replacement", old, state, { logical: false, pendingDelete, ...details(diff) });

export const replaceStep = (old: ResourceState, state: ResourceState, diff: DiffResponse | undefined): Step =>
  stepTo("replace", old, state, details(diff));

export const updateStep = (
  old: ResourceState,
  state: ResourceState,
  diff: DiffResponse,
  ignoreChanges: string[],
): Step => stepTo("update", old, state, { ignoreChanges, ...details(diff) });

export const deleteStep = (old: ResourceState): Step =>
  stepFrom(old.external ? "discard" : "delete", old, { logical: true });

export const deleteReplacedStep = (old: ResourceState, pendingReplacement: boolean): Step =>
  stepFrom(old.external ? "discard-replaced" : "delete-replaced", old, { pendingReplacement });

export const removePendingReplaceStep = (old: ResourceState): Step => stepFrom("remove-pending-replace", old);

export const readStep = (old: ResourceState | undefined, state: ResourceState): Step =>
  stepTo("read", old, state);

export const readReplacementStep = (old: ResourceState, state: ResourceState): Step =>
  stepTo("read-replacement", old, state, { logical: false });

/** The new state is the old one until the provider is called. */
export const refreshStep = (old: ResourceState): Step => stepTo("refresh", old, old, { logical: false });

/** Copies a step for an event, which later changes of the step's states must not modify. */
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
