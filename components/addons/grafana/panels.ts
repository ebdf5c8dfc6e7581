import type { Metric, MetricNames } from "./metricNames";

/** One group of panels, under a title. */
export interface PanelRow {
  title: string;
  panels: readonly Panel[];
}

/** What is shown of one thing: its last value, or how it went. */
export interface Panel {
  title: string;
  kind: "stat" | "timeseries";
  /** Grafana's name of the unit: requests per second, a share of one, seconds, milliseconds. */
  unit: "reqps" | "percentunit" | "s" | "ms";
  /** Of the dashboard's 24 columns. */
  width: 6 | 8 | 12;
  queries: readonly Query[];
}

/** A query of Prometheus and what its series are called. */
export interface Query {
  expr: string;
  /** `{{label}}` stands for a label's value. */
  legend: string;
}

/** The dashboard's variable: the services that are shown one by one. */
export const serviceVariable = "service";

/** The Istio dashboard: the mesh as a whole, then its services, then the versions and callers of those chosen. */
export function panelRows(names: MetricNames): PanelRow[] {
  const { service, version, code, caller, durationUnit } = names;
  const chosen = `${service}=~"$${serviceVariable}"`;
  const rate = (by: string[], ...matchers: string[]) => requestRate(names.requests, by, matchers);
  const stat = (title: string, unit: Panel["unit"], expr: string): Panel => ({
    ...{ title, kind: "stat", unit, width: 6 },
    queries: [{ expr, legend: title }],
  });
  const series = (title: string, unit: Panel["unit"], expr: string, ...labels: string[]): Panel => ({
    ...{ title, kind: "timeseries", unit, width: 12 },
    queries: [{ expr, legend: legend(labels) }],
  });
  const served = (by: string[], ...matchers: string[]) =>
    `${rate(by, `${code}!~"5.."`, ...matchers)} / ${rate(by, ...matchers)}`;
  return [
    {
      title: "Mesh",
      panels: [
        stat("Requests", "reqps", rate([])),
        stat("Success", "percentunit", served([])),
        stat("Answers 4xx", "reqps", rate([], `${code}=~"4.."`)),
        stat("Answers 5xx", "reqps", rate([], `${code}=~"5.."`)),
      ],
    },
    {
      title: "Services",
      panels: [
        series("Requests by service", "reqps", rate([service]), service),
        series("Success by service", "percentunit", served([service]), service),
        series("Requests by status", "reqps", rate([code]), code),
        series("Duration by service, p99", durationUnit, quantile(names, 0.99, [service]), service),
      ],
    },
    {
      title: `Versions of $${serviceVariable}`,
      panels: [
        series("Requests by version", "reqps", rate([service, version], chosen), service, version),
        series("Success by version", "percentunit", served([service, version], chosen), service, version),
        ...[0.5, 0.99].map((share) =>
          series(
            `Duration by version, p${share * 100}`,
            durationUnit,
            quantile(names, share, [service, version], chosen),
            ...[service, version],
          ),
        ),
        ...(caller === undefined
          ? []
          : [series("Requests by caller", "reqps", rate([caller, service], chosen), caller, service)]),
      ],
    },
  ];
}

/** Requests per second. */
function requestRate(metric: Metric, by: readonly string[], matchers: readonly string[]): string {
  return sum(`rate(${selector(metric, matchers)}[$__rate_interval])`, by);
}

/** The duration below which a share of the requests stays. */
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
