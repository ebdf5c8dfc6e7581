import type { Clock } from "./clock";
import { createPalette } from "./colors";
import { Heartbeat } from "./heartbeat";
import { operationLabel, type Display, type DisplayOptions } from "./options";
import { Progress } from "./progress";
import type { ResourceRow, RowContext } from "./rows";
import { renderSections } from "./sections";
import { sanitize } from "./text";

/** Prints lines for logs and pipes: one whenever a resource's state or message changes. */
export function createPlainDisplay(options: DisplayOptions, clock: Clock): Display {
  const palette = createPalette(options.color);
  const context: RowContext = {
    palette,
    kind: options.kind,
    preview: options.kind === "preview",
    interactive: false,
    done: false,
    failed: false,
    now: () => clock.now(),
  };
  const progress = new Progress(options, context);
  const startedAt = clock.now();
  const label = operationLabel(options);
  options.write(`${label} (${options.stack}):\n\n`);
  const heartbeat = options.suppressProgress
    ? undefined
    : new Heartbeat(label, clock, 1, (text) => options.write(text));
  const print = (text: string): void => {
    heartbeat?.interrupt();
    options.write(text);
  };
  return {
    sink(event) {
      if (context.done) return;
      const row = progress.apply(event);
      if (event.type === "stdout" || event.type === "policy")
        print(withNewline(sanitize(event.message, options.color)));
      else if (row && !row.hidden) print(renderRow(row, context));
    },
    finish(result, outputs) {
      if (context.done) return;
      heartbeat?.stop();
      const rest = [...progress.allRows()].filter((row) => !row.isDone(context));
      context.done = true;
      const root = (row: ResourceRow): boolean => row === progress.stackRow || row === progress.placeholder;
      const rows = rest.filter((row) => !row.hidden || root(row)).map((row) => renderRow(row, context));
      const elapsedSeconds = (clock.now() - startedAt) / 1000;
      options.write(
        rows.join("") + renderSections(progress, options, palette, { result, outputs, elapsedSeconds }),
      );
    },
  };
}

function renderRow(row: ResourceRow, context: RowContext): string {
  const { op, type, name, status, info } = row.columns(context);
  return ` ${op} ${type} ${name} ${status} ${info}\n`;
}

const withNewline = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
