import type { Metric, MetricNames } from "./metricNames";

/** A group of panels under a title. */
interface PanelRow {
  title: string;
  panels: readonly Panel[];
}

/** A panel: the last value (`stat`) or the values over time. */
export interface Panel {
  title: string;
  kind: "stat" | "timeseries";
  /** Grafana's name of the unit: requests per second, a share from 0 to 1, seconds, milliseconds. */
  unit: "reqps" | "percentunit" | "s" | "ms";
  /** In columns; the dashboard has 24. */
  width: 6 | 8 | 12;
  queries: readonly Query[];
}

/** A Prometheus query and the legend of its series. */
interface Query {
  expr: string;
  /** `{{label}}` stands for a label's value. */
  legend: string;
}

/** The dashboard's variable: the selected services. */
export const serviceVariable = "service";

/** The Istio dashboard: the whole mesh, its services, then versions and callers of the selected services. */
export function panelRows(names: MetricNames): PanelRow[] {
  const { service, version, code, caller, durationUnit } = names;
  const selected = `${service}=~"$${serviceVariable}"`;
  const rate = (by: string[], ...matchers: string[]) => requestRate(names.requests, by, matchers);
  const stat = (title: string, unit: Panel["unit"], expr: string): Panel => ({
    ...{ title, kind: "stat", unit, width: 6 },
    queries: [{ expr, legend: title }],
  });
  const series = (title: string, unit: Panel["unit"], expr: string, ...labels: string[]): Panel => ({
    ...{ title, kind: "timeseries", unit, width: 12 },
    queries: [{ expr, legend: legend(labels) }],
  });
  const successRate = (by: string[], ...matchers: string[]) =>
    `${rate(by, `${code}!~"5.."`, ...matchers)} / ${rate(by, ...matchers)}`;
  return [
    {
      title: "Mesh",
      panels: [
        stat("Requests", "reqps", rate([])),
        stat("Success", "percentunit", successRate([])),
        stat("Answers 4xx", "reqps", rate([], `${code}=~"4.."`)),
        stat("Answers 5xx", "reqps", rate([], `${code}=~"5.."`)),
      ],
    },
    {
      title: "Services",
      panels: [
        series("Requests by service", "reqps", rate([service]), service),
        series("Success by service", "percentunit", successRate([service]), service),
        series("Requests by status", "reqps", rate([code]), code),
        series("Duration by service, p99", durationUnit, quantile(names, 0.99, [service]), service),
      ],
    },
    {
      title: `Versions of $${serviceVariable}`,
      panels: [
        series("Requests by version", "reqps", rate([service, version], selected), service, version),
        series(
          "Success by version",
          "percentunit",
          successRate([service, version], selected),
          service,
          version,
        ),
        ...[0.5, 0.99].map((share) =>
          series(
            `Duration by version, p${share * 100}`,
            durationUnit,
            quantile(names, share, [service, version], selected),
            ...[service, version],
          ),
        ),
        ...(caller === undefined
          ? []
          : [series("Requests by caller", "reqps", rate([caller, service], selected), caller, service)]),
      ],
    },
  ];
}

/** Requests per second. */
function requestRate(metric: Metric, by: readonly string[], matchers: readonly string[]): string {
  return sum(`rate(${selector(metric, matchers)}[$__rate_interval])`, by);
}

/** The duration that a share of the requests does not exceed. */
function quantile(
  { durations }: MetricNames,
  share: number,
  by: readonly string[],
  ...matchers: string[]
): string {
  const buckets = { ...durations, name: `${durations.name}_bucket` };
  return `histogram_quantile(${share}, ${requestRate(buckets, ["le", ...by], matchers)})`;
}

function selector({ name, matchers }: Metric, more: readonly string[]): string {
  const all = [...matchers, ...more];
  return all.length === 0 ? name : `${name}{${all.join(",")}}`;
}

function sum(expr: string, by: readonly string[]): string {
  return by.length === 0 ? `sum(${expr})` : `sum by (${by.join(", ")}) (${expr})`;
}

function legend(labels: readonly string[]): string {
  return labels.map((label) => `{{${label}}}`).join(" ");
}
