import { parser } from "@prometheus-io/lezer-promql";
import type { Dashboard } from "./definition";
import { istioDashboards } from "./istio";
import { graphQueries } from "./graph";
import { persesDashboard } from "./perses";
import { type DashboardPanel, grafanaDashboard } from "../grafana/dashboard";

/** The syntax errors of a PromQL text after the variables have been replaced. */
function mistakes(expr: string): string[] {
  const text = expr.replaceAll("$__rate_interval", "1m").replaceAll(/\$(service|workload)\b/g, "a|b");
  const found: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError || text.slice(from, to).startsWith("$"))
        found.push(`${from}-${to}: ${text.slice(from, to + 1)}`);
    },
  });
  return found;
}

test("the syntax check finds mistakes", () => {
  for (const wrong of ["sum(rate(a[1m])", "sum by (a) rate(b[1m])", 'a{b="c"', "a{b=~}", "rate(a[])"])
    expect(mistakes(wrong)).not.toEqual([]);
});

test("the queries of the graph are PromQL", () => {
  for (const query of Object.values(graphQueries)) expect(mistakes(query)).toEqual([]);
});

describe.each(istioDashboards.map((dashboard): [string, Dashboard] => [dashboard.id, dashboard]))(
  "the dashboard %s",
  (_, dashboard) => {
    const panels = dashboard.rows.flatMap((row) => row.panels);

    test("has queries in PromQL over Istio's standard metrics, grouped by the labels of their legends", () => {
      for (const { queries } of panels)
        for (const { expr, legend } of queries) {
          expect(mistakes(expr)).toEqual([]);
          expect(expr).toMatch(
            /istio_(requests_total|request_duration_milliseconds_bucket|re(quest|sponse)_bytes_sum)/,
          );
          for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g))
            expect(expr).toMatch(new RegExp(`by \\([^)]*\\b${label!}\\b[^)]*\\)`));
        }
    });

    test("shows request rate, success rate, latency percentiles, bytes and the share of mutual TLS", () => {
      const titles = panels.map(({ title }) => title);
      expect(titles.slice(0, 4)).toEqual(["Requests", "Success", "Duration, p99", "Mutual TLS"]);
      expect(titles).toEqual(expect.arrayContaining(["Duration", "Bytes"]));
      const legends = panels.find(({ title }) => title === "Duration")!.queries.map(({ legend }) => legend);
      expect(legends).toEqual(["p50", "p90", "p99"]);
    });

    test("is equal for Grafana and Perses: titles, queries and positions", () => {
      const perses = persesDashboard(dashboard) as {
        spec: {
          panels: Record<
            string,
            {
              spec: {
                display: { name: string };
                queries: { spec: { plugin: { spec: { query: string } } } }[];
              };
            }
          >;
          layouts: { spec: { items: { content: { $ref: string } }[] } }[];
        };
      };
      const shown = perses.spec.layouts
        .flatMap(({ spec }) => spec.items)
        .map(({ content }) => perses.spec.panels[content.$ref.replace("#/spec/panels/", "")]!.spec);
      const grafana = grafanaDashboard(dashboard).panels.filter(({ type }) => type !== "row");
      expect(shown.map(({ display }) => display.name)).toEqual(grafana.map(({ title }) => title));
      expect(shown.map(({ queries }) => queries.map(({ spec }) => spec.plugin.spec.query))).toEqual(
        grafana.map(({ targets }) => (targets as { expr: string }[]).map(({ expr }) => expr)),
      );
    });

    test("places every panel in Grafana inside the columns without overlap", () => {
      const taken = new Set<string>();
      for (const { gridPos } of grafanaDashboard(dashboard).panels) {
        expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
        for (const cell of cells(gridPos)) {
          expect(taken).not.toContain(cell);
          taken.add(cell);
        }
      }
    });
  },
);

function cells({ x, y, w, h }: DashboardPanel["gridPos"]): string[] {
  return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
}
