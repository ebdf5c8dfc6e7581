/** A dashboard, independent of the program that shows it. */
export interface Dashboard {
  /** Last part of its address. */
  id: string;
  title: string;
  /** The variable that its queries use. Default: none. */
  variable?: Variable;
  rows: readonly Row[];
}

/** A choice of values of a label, all by default. A query uses it as `$NAME`, a regular expression. */
export interface Variable {
  name: string;
  title: string;
  /** The label whose values it offers. */
  label: string;
  /** The selector of the series that have them. */
  series: string;
}

/** A group of panels under a title. */
interface Row {
  title: string;
  panels: readonly Panel[];
}

/** A panel: the last value (`stat`) or the values over time. */
export interface Panel {
  title: string;
  kind: "stat" | "timeseries";
  /** A share is from 0 to 1. */
  unit: "requests/sec" | "share" | "milliseconds" | "bytes/sec";
  /** In columns; a dashboard has {@link COLUMNS}. */
  width: 6 | 8 | 12;
  queries: readonly Query[];
}

/** A Prometheus query and the legend of its series. */
export interface Query {
  /** `$__rate_interval` stands for a range of at least four scrapes. */
  expr: string;
  /** `{{label}}` stands for a label's value. */
  legend: string;
}

/** Also matches values that a variable does not offer, such as workloads that only call others. */
export const ALL_VALUES = ".*";

export const COLUMNS = 24;

const HEIGHTS: Readonly<Record<Panel["kind"], number>> = { stat: 4, timeseries: 8 };

/** A panel with its position in the grid of its row. */
export interface PlacedPanel {
  panel: Panel;
  x: number;
  y: number;
  height: number;
}

/** Places panels from left to right while they fit, and returns the height of all. */
export function placed(panels: readonly Panel[]): { panels: PlacedPanel[]; height: number } {
  const result: PlacedPanel[] = [];
  let [x, y, line] = [0, 0, 0];
  for (const panel of panels) {
    if (x + panel.width > COLUMNS) [x, y, line] = [0, y + line, 0];
    const height = HEIGHTS[panel.kind];
    result.push({ panel, x, y, height });
    x += panel.width;
    line = Math.max(line, height);
  }
  return { panels: result, height: y + line };
}
