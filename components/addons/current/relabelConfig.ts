/** A change of labels. The default action sets `target_label` to `replacement` where `regex` matches. */
export interface RelabelConfig {
  source_labels?: string[];
  action?: "keep" | "drop" | "labeldrop";
  regex?: string;
  target_label?: string;
  replacement?: string;
}
