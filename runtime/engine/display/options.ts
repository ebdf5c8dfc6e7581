import type { EventSink, OperationKind, OutputsChange } from "../model/events";
import type { OperationResult } from "../model/operation";

/** Shows an operation while it happens. */
export interface Display {
  /** Takes the engine's events. Never throws. */
  sink: EventSink;
  /**
   * Shows what there is to show in the end: the last state of every row, diagnostics, outputs, summary. Events that come
   * later are ignored.
   * @param result undefined when the operation ended in an exception
   * @param outputs the stack's outputs where the events did not tell of them
   */
  finish(result: OperationResult | undefined, outputs?: OutputsChange): void;
}

export interface DisplayOptions {
  kind: OperationKind;
  stack: string;
  project: string;
  /** `progress`: rows; `diff`: the properties of every step; `json`: one document (preview) or one event a line. */
  mode: "progress" | "diff" | "json";
  /** A live tree that is repainted in place; otherwise lines. Only in the mode `progress`. */
  interactive: boolean;
  color: boolean;
  /** The terminal's size. Read again for every frame, so a getter follows a terminal that is resized. */
  columns: number;
  rows: number;
  /** Show unchanged resources too. */
  showSames: boolean;
  /** Leave out the stack's outputs. */
  suppressOutputs: boolean;
  /** Leave out what only says that work goes on (`@ Updating....`), in plain output. */
  suppressProgress: boolean;
  /** Show what secrets hold, in the stack's outputs. */
  showSecrets: boolean;
  /** In a preview, what is previewed. Default: update. */
  previewOf?: Exclude<OperationKind, "preview">;
  /** Standard output. */
  write(text: string): void;
  /** Standard error: the diagnostics of the mode `diff`. Default: standard output. */
  writeError?(text: string): void;
}

const LABELS: Record<Exclude<OperationKind, "preview">, [string, string]> = {
  update: ["Updating", "Previewing update"],
  destroy: ["Destroying", "Previewing destroy"],
  refresh: ["Refreshing", "Previewing refresh"],
};

/** What the operation is called in headers: `Updating`, `Previewing update`. */
export function operationLabel({ kind, previewOf }: Pick<DisplayOptions, "kind" | "previewOf">): string {
  return kind === "preview" ? LABELS[previewOf ?? "update"][1] : LABELS[kind][0];
}
