import { type Check, fields, mapOf } from "../../routing/problems";
import { labelText, text } from "../../routing/values";

/** Selects workloads by the labels of their pods. */
export interface WorkloadSelector {
  /** The labels that a pod must have. */
  matchLabels?: Record<string, string>;
}

/** Checks a {@link WorkloadSelector}. */
export const workloadSelector: Check = fields<WorkloadSelector>({ matchLabels: mapOf(text, labelText) });
