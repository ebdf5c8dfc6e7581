import {
  ALL_VALUES,
  COLUMNS,
  type Dashboard,
  type Panel,
  placed,
  type Variable,
} from "../dashboards/definition";

/** Grafana's reference to the provisioned data source. */
export const dataSource = { type: "prometheus", uid: "prometheus" } as const;

/** A panel or a row title with its position. */
export interface DashboardPanel {
  id: number;
  type: "row" | Panel["kind"];
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  [field: string]: unknown;
}

const TITLE_HEIGHT = 1;

/** Grafana's names of the units. */
const UNITS: Readonly<Record<Panel["unit"], string>> = {
  "requests/sec": "reqps",
  share: "percentunit",
  milliseconds: "ms",
  "bytes/sec": "Bps",
};

/** A dashboard as Grafana's file. */
export function grafanaDashboard({ id, title, variable, rows }: Dashboard) {
  const panels: DashboardPanel[] = [];
  const add = (panel: Omit<DashboardPanel, "id">): void =>
    void panels.push({ id: panels.length + 1, ...panel } as DashboardPanel);
  let top = 0;
  for (const row of rows) {
    add({ type: "row", title: row.title, gridPos: { x: 0, y: top, w: COLUMNS, h: TITLE_HEIGHT } });
    top += TITLE_HEIGHT;
    const { panels: places, height } = placed(row.panels);
    for (const { panel, x, y, height: h } of places)
      add({ ...grafanaPanel(panel), gridPos: { x, y: top + y, w: panel.width, h } });
    top += height;
  }
  return {
    uid: `istio-${id}`,
    title: `Istio: ${title}`,
    tags: ["istio"],
    schemaVersion: 39,
    editable: false,
    refresh: "10s",
    time: { from: "now-15m", to: "now" },
    links: [{ title: "Istio", type: "dashboards", tags: ["istio"], keepTime: true }],
    templating: { list: variable ? [grafanaVariable(variable)] : [] },
    panels,
  };
}

function grafanaVariable({ name, title, label, series }: Variable): object {
  return {
    ...{ name, label: title, type: "query", datasource: dataSource },
    ...{ query: `label_values(${series}, ${label})`, refresh: 2, sort: 1, multi: true },
    ...{ includeAll: true, allValue: ALL_VALUES },
    current: { text: "All", value: "$__all" },
  };
}

function grafanaPanel({ kind, title, unit, queries }: Panel): Omit<DashboardPanel, "id" | "gridPos"> {
  return {
    type: kind,
    title,
    datasource: dataSource,
    fieldConfig: {
      defaults: { unit: UNITS[unit], min: 0, ...(unit === "share" && { max: 1 }) },
      overrides: [],
    },
    targets: queries.map(({ expr, legend }, index) => ({
      ...{ refId: String.fromCharCode("A".charCodeAt(0) + index), datasource: dataSource },
      ...{ expr, legendFormat: legend },
    })),
  };
}
