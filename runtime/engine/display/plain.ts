import { Heartbeat } from "./heartbeat";
import { operationLabel, type Display, type DisplayOptions } from "./options";
import { Progress } from "./progress";
import { createRowContext, type ResourceRow, type RowContext } from "./rows";
import { renderSections } from "./sections";

/** Prints lines for logs and pipes: one whenever a resource's state or message changes. */
export function createPlainDisplay(options: DisplayOptions): Display {
  const context = createRowContext(options);
  const progress = new Progress(options, context);
  const label = operationLabel(options);
  options.write(`${label} (${options.stack}):\n\n`);
  const heartbeat = options.suppressProgress ? undefined : new Heartbeat(label, 1, options.write);
  return {
    sink(event) {
      const row = progress.apply(event);
      if (!row || row.hidden) return;
      heartbeat?.interrupt();
      options.write(renderRow(row, context));
    },
    finish() {
      heartbeat?.stop();
      const rest = [...progress.allRows()].filter((row) => !row.isDone(context));
      context.done = true;
      const root = (row: ResourceRow): boolean => row === progress.stackRow || row === progress.placeholder;
      const rows = rest.filter((row) => !row.hidden || root(row)).map((row) => renderRow(row, context));
      options.write(rows.join("") + renderSections(progress, options, context.palette));
    },
  };
}

function renderRow(row: ResourceRow, context: RowContext): string {
  const { op, type, name, status, info } = row.columns(context);
  return ` ${op} ${type} ${name} ${status} ${info}\n`;
}
