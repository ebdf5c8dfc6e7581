import type { EventSink, OperationKind } from "../model/events";

/** Shows the progress and the result of an operation. */
export interface Display {
  /** Receives the engine's events. Never throws. */
  sink: EventSink;
  /** Shows the final rows, diagnostics, outputs and summary. Later events are ignored. */
  finish(): void;
}

export interface DisplayOptions {
  kind: OperationKind;
  stack: string;
  project: string;
  /**
   * `progress`: rows; `diff`: the properties of every step; `json`: one document (preview) or one event per line; `summary`:
   * one line of JSON with the result.
   */
  mode: "progress" | "diff" | "json" | "summary";
  /** Repaint a live tree in place; false: print lines. Only in the mode `progress`. */
  interactive: boolean;
  color: boolean;
  /** The terminal's size. A getter follows a resized terminal: the size is read again for every frame. */
  columns: number;
  rows: number;
  /** Show unchanged resources too. */
  showSames: boolean;
  /** Hide the stack's outputs. */
  suppressOutputs: boolean;
  /** Hide the heartbeat (`@ updating....`) in plain output. */
  suppressProgress: boolean;
  /** Show secrets in the stack's outputs in plain text. */
  showSecrets: boolean;
  /** The operation that a preview previews. Default: update. */
  previewOf?: Exclude<OperationKind, "preview">;
  /** Writes to standard output. */
  write: (text: string) => void;
  /** Writes the diagnostics of the mode `diff` to standard error. */
  writeError: (text: string) => void;
}

const LABELS = { update: "Updating", destroy: "Destroying", refresh: "Refreshing" };

/** The operation's name in headers: `Updating`, `Previewing update`. */
export function operationLabel({ kind, previewOf }: Pick<DisplayOptions, "kind" | "previewOf">): string {
  return kind === "preview" ? `Previewing ${previewOf ?? "update"}` : LABELS[kind];
}
