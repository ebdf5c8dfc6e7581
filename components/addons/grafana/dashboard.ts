import { metricNames, type MetricSource } from "./metricNames";
import { panelRows, serviceVariable, type Panel } from "./panels";

/** Grafana's reference to the provisioned data source. */
export const dataSource = { type: "prometheus", uid: "prometheus" } as const;

/** Last part of the dashboard's address, `/d/UID`. */
const dashboardUid = "istio";

/** The fields of a Grafana dashboard file that this project sets. */
interface Dashboard {
  uid: string;
  title: string;
  tags: string[];
  schemaVersion: number;
  editable: boolean;
  refresh: string;
  time: { from: string; to: string };
  templating: { list: object[] };
  panels: DashboardPanel[];
}

/** A panel or a row title with its position. */
export interface DashboardPanel {
  id: number;
  type: "row" | Panel["kind"];
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  [field: string]: unknown;
}

const COLUMNS = 24;
const TITLE_HEIGHT = 1;
const HEIGHTS: Readonly<Record<Panel["kind"], number>> = { stat: 4, timeseries: 8 };

/** The Istio dashboard for a source of metrics. */
export function istioDashboard(source: MetricSource): Dashboard {
  const names = metricNames[source];
  const query = `label_values(${names.requests.name}{${names.requests.matchers.join(",")}}, ${names.service})`;
  return {
    uid: dashboardUid,
    title: "Istio",
    tags: ["istio"],
    schemaVersion: 39,
    editable: false,
    refresh: "10s",
    time: { from: "now-15m", to: "now" },
    templating: {
      list: [
        {
          ...{ name: serviceVariable, label: "Service", type: "query", datasource: dataSource },
          ...{ query, refresh: 2, sort: 1, includeAll: true, multi: true },
          current: { text: "All", value: "$__all" },
        },
      ],
    },
    panels: placedPanels(source),
  };
}

/** The panels row by row, from left to right while they fit. */
function placedPanels(source: MetricSource): DashboardPanel[] {
  const placed: DashboardPanel[] = [];
  const place = (panel: Omit<DashboardPanel, "id">): void =>
    void placed.push({ id: placed.length + 1, ...panel } as DashboardPanel);
  let y = 0;
  for (const { title, panels } of panelRows(metricNames[source])) {
    place({ type: "row", title, gridPos: { x: 0, y, w: COLUMNS, h: TITLE_HEIGHT } });
    y += TITLE_HEIGHT;
    let x = 0;
    let height = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) {
        y += height;
        [x, height] = [0, 0];
      }
      const h = HEIGHTS[panel.kind];
      place({ ...grafanaPanel(panel), gridPos: { x, y, w: panel.width, h } });
      x += panel.width;
      height = Math.max(height, h);
    }
    y += height;
  }
  return placed;
}

function grafanaPanel({ kind, title, unit, queries }: Panel): Omit<DashboardPanel, "id" | "gridPos"> {
  return {
    type: kind,
    title,
    datasource: dataSource,
    fieldConfig: { defaults: { unit, min: 0, ...(unit === "percentunit" && { max: 1 }) }, overrides: [] },
    targets: queries.map(({ expr, legend }, index) => ({
      ...{ refId: String.fromCharCode("A".charCodeAt(0) + index), datasource: dataSource },
      ...{ expr, legendFormat: legend },
    })),
  };
}
