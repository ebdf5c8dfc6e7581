import { ALL_VALUES, type Dashboard, type Panel, placed, type Variable } from "./definition";

/** Perses' names of the units. */
const UNITS: Readonly<Record<Panel["unit"], object>> = {
  "requests/sec": { unit: "requests/sec", decimalPlaces: 2 },
  share: { unit: "percent-decimal", decimalPlaces: 1 },
  milliseconds: { unit: "milliseconds", decimalPlaces: 1 },
  "bytes/sec": { unit: "bytes/sec", decimalPlaces: 1 },
};

/** A dashboard as Perses' resource. Its queries use the default data source. */
export function persesDashboard({ id, title, variable, rows }: Dashboard): object {
  const panels: Record<string, object> = {};
  const layouts = rows.map((row) => ({
    kind: "Grid",
    spec: {
      display: { title: row.title, collapse: { open: true } },
      items: placed(row.panels).panels.map(({ panel, x, y, height }) => {
        const key = `panel${Object.keys(panels).length + 1}`;
        panels[key] = persesPanel(panel);
        return { x, y, width: panel.width, height, content: { $ref: `#/spec/panels/${key}` } };
      }),
    },
  }));
  return {
    kind: "Dashboard",
    metadata: { name: id, project: "istio" },
    spec: {
      display: { name: title },
      duration: "15m",
      refreshInterval: "10s",
      datasources: {},
      variables: variable ? [persesVariable(variable)] : [],
      panels,
      layouts,
    },
  };
}

function persesPanel({ title, kind, unit, queries }: Panel): object {
  const format = UNITS[unit];
  const plugin =
    kind === "stat"
      ? { kind: "StatChart", spec: { calculation: "last-number", format, sparkline: {} } }
      : {
          kind: "TimeSeriesChart",
          spec: {
            legend: { position: "bottom", mode: "list" },
            yAxis: { format, min: 0, ...(unit === "share" && { max: 1 }) },
            visual: { lineWidth: 2, areaOpacity: 0.05, connectNulls: false },
          },
        };
  return {
    kind: "Panel",
    spec: {
      display: { name: title },
      plugin,
      queries: queries.map(({ expr, legend }) => ({
        kind: "TimeSeriesQuery",
        spec: {
          plugin: { kind: "PrometheusTimeSeriesQuery", spec: { query: expr, seriesNameFormat: legend } },
        },
      })),
    },
  };
}

function persesVariable({ name, title, label, series }: Variable): object {
  return {
    kind: "ListVariable",
    spec: {
      name,
      display: { name: title },
      allowAllValue: true,
      customAllValue: ALL_VALUES,
      allowMultiple: true,
      defaultValue: "$__all",
      plugin: { kind: "PrometheusLabelValuesVariable", spec: { labelName: label, matchers: [series] } },
    },
  };
}
