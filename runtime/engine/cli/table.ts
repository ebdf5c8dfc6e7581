import { displayWidth } from "../../../lib/displayWidth";
import { padEnd } from "../display/text";

export interface TableRow {
  cells: string[];
  /** Lines that follow the row unchanged. */
  below?: string;
}

/**
 * Formats a table like the official CLI: columns are two spaces apart and as wide as their widest cell; the last one is
 * not padded.
 * @param prefix precedes each line
 */
export function formatTable(headers: string[], rows: (TableRow | string[])[], prefix = ""): string {
  const all: TableRow[] = [headers, ...rows].map((row) => (Array.isArray(row) ? { cells: row } : row));
  const widths = headers.map((_, column) => Math.max(...all.map((row) => displayWidth(row.cells[column]!))));
  return all
    .map(({ cells, below }) => {
      const padded = cells.map((cell, column) =>
        column === cells.length - 1 ? cell : padEnd(cell, widths[column]! + 2),
      );
      return `${prefix}${padded.join("")}\n${below ?? ""}`;
    })
    .join("");
}
