import type { EngineEvent, Severity } from "../model/events";
import type { Palette } from "./colors";
import { messageLines, sanitize, singleLine } from "./text";

export type Diagnostic = Extract<EngineEvent, { type: "diagnostic" }>;

/** Returns `error: `, `warning: ` or nothing. */
export function severityPrefix(severity: Severity, palette: Palette): string {
  if (severity === "error") return palette.error("error: ");
  if (severity === "warning") return palette.warning("warning: ");
  return severity === "debug" ? palette.debug("debug: ") : "";
}

/** The messages of one resource: the last one is shown while the operation runs, the others at the end. */
export class DiagnosticLog {
  /** The latest message, including status messages. */
  last: Diagnostic | undefined;
  lastError: Diagnostic | undefined;
  readonly counts = { error: 0, warning: 0, message: 0 };
  /** Messages to show at the end, by stream. Parts of a stream other than 0 are joined to one text. */
  private readonly streams = new Map<number, Diagnostic[]>();

  add(diagnostic: Diagnostic): void {
    this.last = diagnostic;
    if (diagnostic.severity === "error") this.lastError = diagnostic;
    if (diagnostic.ephemeral) return;
    if (diagnostic.severity === "error") this.counts.error++;
    else if (diagnostic.severity === "warning") this.counts.warning++;
    else this.counts.message++;
    const stream = this.streams.get(diagnostic.streamId);
    if (stream) stream.push(diagnostic);
    else this.streams.set(diagnostic.streamId, [diagnostic]);
  }

  /** `1 error; 2 messages`. */
  summary(palette: Palette): string[] {
    const { error, warning, message } = this.counts;
    const count = (n: number, noun: string, paint: (text: string) => string): string[] =>
      n === 0 ? [] : [`${n} ${paint(n === 1 ? noun : `${noun}s`)}`];
    return [
      ...count(error, "error", palette.error),
      ...count(warning, "warning", palette.warning),
      ...count(message, "message", palette.info),
    ];
  }

  /** The messages to show at the end, each a list of lines. */
  blocks(palette: Palette): string[][] {
    const blocks: string[][] = [];
    for (const [id, diagnostics] of this.streams) {
      const texts =
        id === 0
          ? diagnostics.map((d) => severityPrefix(d.severity, palette) + trimmed(d.message, palette))
          : [
              severityPrefix(diagnostics[0]!.severity, palette) +
                trimmed(diagnostics.map((d) => d.message).join(""), palette),
            ];
      const lines = texts.flatMap(messageLines).map((line) => line.trimEnd());
      if (lines.length > 0) blocks.push(lines);
    }
    return blocks;
  }
}

const trimmed = (message: string, palette: Palette): string => sanitize(message, palette.enabled).trimEnd();

/** The first line of a message, for a row. */
export function firstLine(diagnostic: Diagnostic, palette: Palette): string {
  const message = sanitize(diagnostic.message, false).trimEnd();
  return severityPrefix(diagnostic.severity, palette) + singleLine(message.split("\n", 1)[0]!);
}
