import { displayWidth } from "../../../lib/displayWidth";
import type { Progress } from "./progress";
import type { ResourceRow, RowColumns, RowContext } from "./rows";
import { padEnd, truncate } from "./text";

interface TreeSize {
  /** Lines are at least one column narrower, so that no terminal wraps them. */
  columns: number;
  /** The frame is at least one line shorter; undefined: as long as necessary. */
  rows: number | undefined;
}

interface Node {
  row: ResourceRow;
  /** `│  └─ ` before the type. */
  branch: string;
  parent: Node | undefined;
}

const ELLIPSES = ["", ".", "..", "..."];
const LONGEST_ELLIPSIS = 3;
const GAP = 2;
/** The minimum width of a column on a narrow screen. */
const LEAST = { type: 30, name: 16 };

/** Lays out a frame: the resources as a tree with columns. */
export function layoutTree(progress: Progress, context: RowContext, size: TreeSize): string[] {
  const nodes = arrange(progress);
  if (nodes.length === 0) return [];
  const room = size.rows === undefined ? Infinity : Math.max(1, size.rows - 1);
  const width = Math.max(0, size.columns - 1);
  const [header, ...lines] = layoutTable(nodes, context, width);
  return [header!, ...fit(nodes, lines, context, room - 1)].map((line) => truncate(line.trimEnd(), width));
}

/** The visible rows, parents before children. */
function arrange(progress: Progress): Node[] {
  const root = progress.root;
  if (!root) return [];
  const parentOf = (row: ResourceRow): ResourceRow => {
    const parent = row.parent === undefined ? undefined : progress.rows.get(row.parent);
    return parent && parent !== row ? parent : root;
  };
  const shown = new Set<ResourceRow>([root]);
  for (const row of progress.rows.values()) {
    if (row.hidden || row === root) continue;
    for (let up = row; !shown.has(up); up = parentOf(up)) shown.add(up);
  }
  const children = new Map<ResourceRow, ResourceRow[]>();
  for (const row of progress.rows.values()) {
    if (row === root || !shown.has(row)) continue;
    const parent = parentOf(row);
    const siblings = children.get(parent);
    if (siblings) siblings.push(row);
    else children.set(parent, [row]);
  }
  const nodes: Node[] = [];
  const visit = (row: ResourceRow, parent: Node | undefined, indentation: string, mark: string): void => {
    const node = { row, branch: indentation + mark, parent };
    nodes.push(node);
    const below = children.get(row) ?? [];
    children.delete(row);
    const nested = indentation + (mark === "" ? "" : mark === "└─ " ? "   " : "│  ");
    below.forEach((child, index) => visit(child, node, nested, index === below.length - 1 ? "└─ " : "├─ "));
  };
  visit(root, undefined, "", "");
  return nodes;
}

function layoutTable(nodes: Node[], context: RowContext, room: number): string[] {
  const { palette } = context;
  const cells = nodes.map(({ row, branch }): RowColumns => {
    const columns = row.columns(context);
    return { ...columns, type: branch + columns.type, status: columns.status + ellipsis(row, context) };
  });
  const titles: RowColumns = {
    op: "",
    type: palette.columnHeader("Type"),
    name: palette.columnHeader("Name"),
    status: palette.columnHeader(context.preview ? "Plan" : "Status"),
    info: cells.some(({ info }) => info !== "") ? palette.columnHeader("Info") : "",
  };
  const width = (column: keyof RowColumns, least: number): number =>
    cells.reduce((most, cell) => Math.max(most, displayWidth(cell[column])), least) + GAP;
  const widths = {
    op: width("op", 2),
    type: width("type", 4),
    name: width("name", 4),
    // Reserve space for the longest ellipsis, so that columns do not move with it.
    status:
      nodes.reduce(
        (most, { row }, i) =>
          Math.max(most, displayWidth(cells[i]!.status) - ellipsis(row, context).length + LONGEST_ELLIPSIS),
        context.preview ? 4 : 6,
      ) + GAP,
  };
  squeeze(widths, room - 1);
  const cell = (text: string, columnWidth: number): string =>
    padEnd(truncate(text, columnWidth - GAP), columnWidth);
  return [titles, ...cells].map(
    ({ op, type, name, status, info }) =>
      ` ${padEnd(op, widths.op)}${cell(type, widths.type)}${cell(name, widths.name)}${padEnd(status, widths.status)}${info}`,
  );
}

/** Narrows types and names before the status, which matters most. */
function squeeze(widths: Record<"op" | "type" | "name" | "status", number>, room: number): void {
  const excess = widths.op + widths.type + widths.name + widths.status - room;
  const spare = (column: "type" | "name"): number => Math.max(0, widths[column] - LEAST[column]);
  const [type, name] = [spare("type"), spare("name")];
  if (excess <= 0 || type + name === 0) return;
  const cut = Math.min(excess, type + name);
  const ofType = Math.ceil((cut * type) / (type + name));
  widths.type -= ofType;
  widths.name -= cut - ofType;
}

/** Moving dots while an operation is in progress. */
function ellipsis(row: ResourceRow, context: RowContext): string {
  if (row.isDone(context)) return "";
  if (row.shownOp(context) === "same" && row.parent !== undefined) return "";
  const seconds = Math.floor((performance.now() - (row.startedAt ?? 0)) / 1000);
  return ELLIPSES[seconds % ELLIPSES.length]!;
}

/**
 * Selects the lines that fit: first rows in progress or failed, then the latest finished ones, each with its parents
 * and in tree order. A last line counts the hidden rows.
 */
function fit(nodes: Node[], lines: string[], context: RowContext, room: number): string[] {
  if (lines.length <= room) return lines;
  const left = Math.max(0, room - 1);
  const urgency = ({ row }: Node): number =>
    row.parent === undefined ? 3 : row.failed ? 2 : row.isDone(context) ? 0 : 1;
  const changedAt = ({ row }: Node): number => row.endedAt ?? row.startedAt ?? 0;
  const wanted = [...nodes].sort(
    (a, b) => urgency(b) - urgency(a) || changedAt(b) - changedAt(a) || a.row.order - b.row.order,
  );
  const kept = new Set<Node>();
  for (const node of wanted) {
    const path: Node[] = [];
    for (let up: Node | undefined = node; up && !kept.has(up); up = up.parent) path.push(up);
    if (kept.size + path.length > left) continue;
    for (const part of path) kept.add(part);
  }
  const shown = lines.filter((_, index) => kept.has(nodes[index]!));
  const more = nodes.length - shown.length;
  return room <= 0 ? [] : [...shown, `     … and ${more} more`];
}
