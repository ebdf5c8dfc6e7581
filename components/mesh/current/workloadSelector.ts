import { type Check, fields, mapOf, type TypeOf } from "../../routing/problems";
import { labelText, text } from "../../routing/values";

const selector = fields({
  /** The labels that a pod must have. */
  matchLabels: mapOf(text, labelText),
});

/** Selects workloads by the labels of their pods. */
export interface WorkloadSelector extends TypeOf<typeof selector> {}

export const workloadSelector: Check<WorkloadSelector> = selector;
