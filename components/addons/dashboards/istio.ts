import type { Dashboard, Panel, Query, Variable } from "./definition";
import {
  ARRIVING,
  duration,
  LEAVING,
  mutualTlsShare,
  rate,
  REQUESTS,
  requestRate,
  selector,
  successRate,
} from "./queries";

const stat = (title: string, unit: Panel["unit"], expr: string): Panel => ({
  ...{ title, kind: "stat", unit, width: 6 },
  queries: [{ expr, legend: title }],
});

const series = (title: string, unit: Panel["unit"], ...queries: Query[]): Panel => ({
  ...{ title, kind: "timeseries", unit, width: 12 },
  queries,
});

/** A query whose series are named by the labels that it groups by. */
const byLabels = (labels: readonly string[], expr: string): Query => ({
  expr,
  legend: labels.map((label) => `{{${label}}}`).join(" "),
});

const statistics = (matchers: readonly string[]): Panel[] => [
  stat("Requests", "requests/sec", requestRate([], matchers)),
  stat("Success", "share", successRate([], matchers)),
  stat("Duration, p99", "milliseconds", duration(0.99, [], matchers)),
  stat("Mutual TLS", "share", mutualTlsShare([], matchers)),
];

const percentiles = (title: string, matchers: readonly string[]): Panel =>
  series(
    title,
    "milliseconds",
    ...[0.5, 0.9, 0.99].map((quantile) => ({
      expr: duration(quantile, [], matchers),
      legend: `p${quantile * 100}`,
    })),
  );

const bytes = (matchers: readonly string[]): Panel =>
  series(
    "Bytes",
    "bytes/sec",
    ...["request", "response"].map((what) => ({
      expr: rate(`istio_${what}_bytes_sum`, [], matchers),
      legend: `${what}s`,
    })),
  );

const requests = (title: string, labels: string[], matchers: readonly string[]): Panel =>
  series(title, "requests/sec", byLabels(labels, requestRate(labels, matchers)));

const success = (title: string, labels: string[], matchers: readonly string[]): Panel =>
  series(title, "share", byLabels(labels, successRate(labels, matchers)));

/** A choice of the values that a label of arriving requests has. */
const choiceOf = (name: string, title: string, label: string): Variable => ({
  ...{ name, title, label },
  series: selector(REQUESTS, [ARRIVING]),
});

const SERVICE = "destination_service_name";

const mesh: Dashboard = {
  id: "mesh",
  title: "Mesh",
  rows: [
    { title: "Overview", panels: statistics([ARRIVING]) },
    {
      title: "Services",
      panels: [
        requests("Requests by service", [SERVICE], [ARRIVING]),
        success("Success by service", [SERVICE], [ARRIVING]),
        percentiles("Duration", [ARRIVING]),
        series(
          "Duration by service, p99",
          "milliseconds",
          byLabels([SERVICE], duration(0.99, [SERVICE], [ARRIVING])),
        ),
        requests("Requests by status", ["response_code"], [ARRIVING]),
        bytes([ARRIVING]),
      ],
    },
  ],
};

const ofService = [ARRIVING, `${SERVICE}=~"$service"`];

const service: Dashboard = {
  id: "service",
  title: "Service",
  variable: choiceOf("service", "Service", SERVICE),
  rows: [
    { title: "Overview", panels: statistics(ofService) },
    {
      title: "Requests",
      panels: [
        requests("Requests by workload", ["destination_workload"], ofService),
        requests("Requests by caller", ["source_workload"], ofService),
        success("Success by workload", ["destination_workload"], ofService),
        requests("Requests by status", ["response_code"], ofService),
        percentiles("Duration", ofService),
        bytes(ofService),
      ],
    },
  ],
};

const intoWorkload = [ARRIVING, 'destination_workload=~"$workload"'];
const fromWorkload = [LEAVING, 'source_workload=~"$workload"'];

const workload: Dashboard = {
  id: "workload",
  title: "Workload",
  variable: choiceOf("workload", "Workload", "destination_workload"),
  rows: [
    { title: "Overview", panels: statistics(intoWorkload) },
    {
      title: "Arriving requests",
      panels: [
        requests("Requests by caller", ["source_workload"], intoWorkload),
        success("Success by caller", ["source_workload"], intoWorkload),
        percentiles("Duration", intoWorkload),
        bytes(intoWorkload),
      ],
    },
    {
      title: "Leaving requests",
      panels: [
        requests("Requests by called service", [SERVICE], fromWorkload),
        success("Success by called service", [SERVICE], fromWorkload),
      ],
    },
  ],
};

/** The Istio dashboards: the mesh, one service, one workload. */
export const istioDashboards: readonly Dashboard[] = [mesh, service, workload];
