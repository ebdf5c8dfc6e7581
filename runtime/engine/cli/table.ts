import stringWidth from "./stringWidth";

/** A table's row: its cells, and lines that follow it as they are. */
export interface TableRow {
  cells: string[];
  below?: string;
}

/**
 * A table as the official CLI prints it: columns two spaces apart, each as wide as its widest cell, the last one as it is.
 * @param prefix stands before each line
 */
export function formatTable(headers: string[], rows: (TableRow | string[])[], prefix = ""): string {
  const all = [headers, ...rows].map((row) => (Array.isArray(row) ? { cells: row } : row)) as TableRow[];
  const widths = headers.map((_, column) => Math.max(...all.map((row) => stringWidth(row.cells[column]!))));
  return all
    .map(({ cells, below }) => {
      const padded = cells.map((cell, column) =>
        column === cells.length - 1 ? cell : cell + " ".repeat(widths[column]! - stringWidth(cell) + 2),
      );
      return `${prefix}${padded.join("")}\n${below ?? ""}`;
    })
    .join("");
}
