import { parser } from "@prometheus-io/lezer-promql";
import { istioDashboard, type DashboardPanel } from "./dashboard";
import { metricNames, type MetricSource } from "./metricNames";
import { panelRows, serviceVariable } from "./panels";

const sources = Object.keys(metricNames) as MetricSource[];

/** The syntax errors of a PromQL text after Grafana has replaced its variables. */
function mistakes(expr: string): string[] {
  const text = expr.replaceAll("$__rate_interval", "1m").replaceAll(`$${serviceVariable}`, "a|b");
  const found: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) found.push(`${from}-${to}: ${text.slice(from, to + 1)}`);
    },
  });
  return found;
}

test("the syntax check finds mistakes", () => {
  for (const wrong of ["sum(rate(a[1m])", "sum by (a) rate(b[1m])", 'a{b="c"', "a{b=~}", "rate(a[])"]) {
    expect(mistakes(wrong)).not.toEqual([]);
  }
});

describe.each(sources)("the dashboard over the metrics of %s", (source) => {
  const names = metricNames[source];
  const panels = panelRows(names).flatMap((row) => row.panels);
  const dashboard = istioDashboard(source);

  test("every query is PromQL, uses this source's metrics, and groups by the labels of its legend", () => {
    for (const { queries } of panels) {
      for (const { expr, legend } of queries) {
        expect(mistakes(expr)).toEqual([]);
        const metrics = [...expr.matchAll(/rate\(([a-z_]+)/g)].map(([, metric]) => metric);
        expect(metrics.length).toBeGreaterThan(0);
        for (const metric of metrics)
          expect([names.requests.name, `${names.durations.name}_bucket`]).toContain(metric);
        for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g))
          expect(expr).toMatch(new RegExp(`by \\([^)]*\\b${label!}\\b[^)]*\\)`));
      }
    }
  });

  test("places every panel inside the columns without overlap", () => {
    const placed = dashboard.panels.filter(({ type }) => type !== "row");
    expect(placed.map(({ title }) => title)).toEqual(panels.map(({ title }) => title));
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (const cell of cells(gridPos)) {
        expect([cell, taken.get(cell)]).toEqual([cell, undefined]);
        taken.set(cell, title);
      }
    }
  });

  test("queries the existing services from Prometheus", () => {
    expect(dashboard.templating.list).toEqual([
      expect.objectContaining({ name: serviceVariable, type: "query" }),
    ]);
    const { query } = dashboard.templating.list[0] as { query: string };
    const selector = /^label_values\((.*), (\w+)\)$/.exec(query)!;
    expect(mistakes(selector[1]!)).toEqual([]);
    expect(selector[2]).toBe(names.service);
  });
});

test("every source shows the same panels, except callers where they are unknown", () => {
  const titles = (source: MetricSource) => istioDashboard(source).panels.map(({ title }) => title);
  expect(titles("mixer")).toEqual(titles("istio"));
  expect(titles("envoy")).toEqual(titles("istio").filter((title) => title !== "Requests by caller"));
});

function cells({ x, y, w, h }: DashboardPanel["gridPos"]): string[] {
  return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
}
