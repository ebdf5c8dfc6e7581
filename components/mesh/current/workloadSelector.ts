import { type Check, fields, mapOf } from "../../routing/problems";
import { labelText, text } from "../../routing/values";

/** Workloads by the labels of their pods. */
export interface WorkloadSelector {
  /** Labels that a pod must all have. */
  matchLabels?: Record<string, string>;
}

/** A selector of workloads. */
export const workloadSelector: Check = fields<WorkloadSelector>({ matchLabels: mapOf(text, labelText) });
