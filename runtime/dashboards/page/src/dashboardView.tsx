import { ErrorAlert, ErrorBoundary } from "@perses-dev/components";
import type { GlobalDatasourceResource } from "@perses-dev/core";
import { type DatasourceApi, ViewDashboard } from "@perses-dev/dashboards";
import { dynamicImportPluginLoader, PluginRegistry, ReactRouterProvider } from "@perses-dev/plugin-system";
import * as prometheus from "@perses-dev/prometheus-plugin";
import prometheusPackage from "@perses-dev/prometheus-plugin/package.json";
import * as stat from "@perses-dev/stat-chart-plugin";
import statPackage from "@perses-dev/stat-chart-plugin/package.json";
import * as timeSeries from "@perses-dev/timeseries-chart-plugin";
import timeSeriesPackage from "@perses-dev/timeseries-chart-plugin/package.json";
import type { ReactElement } from "react";
import type { TitledDashboard } from "./data";

const pluginLoader = dynamicImportPluginLoader(
  [
    [prometheus, prometheusPackage] as const,
    [stat, statPackage] as const,
    [timeSeries, timeSeriesPackage] as const,
  ].map(([module, { name, version, perses }]) => ({
    resource: {
      kind: "PluginModule",
      metadata: { name, version },
      spec: { plugins: perses.plugins },
    } as never,
    importPlugin: () => Promise.resolve(module),
  })),
);

const source: GlobalDatasourceResource = {
  kind: "GlobalDatasource",
  metadata: { name: "prometheus" },
  spec: {
    default: true,
    plugin: {
      kind: "PrometheusDatasource",
      // The interval is that of the scrapes.
      spec: { directUrl: "/prometheus", scrapeInterval: "5s" },
    },
  },
};

const datasourceApi: DatasourceApi = {
  getDatasource: () => Promise.resolve(undefined),
  getGlobalDatasource: () => Promise.resolve(source),
  listDatasources: () => Promise.resolve([]),
  listGlobalDatasources: () => Promise.resolve([source]),
};

/** One dashboard, drawn by Perses. */
export function DashboardView({ dashboard }: { dashboard: TitledDashboard }): ReactElement {
  const title = dashboard.spec.display.name;
  return (
    <ErrorBoundary FallbackComponent={ErrorAlert}>
      <h1 className="hidden">{title}</h1>
      <ReactRouterProvider>
        <PluginRegistry
          pluginLoader={pluginLoader}
          defaultPluginKinds={{ Panel: "TimeSeriesChart", TimeSeriesQuery: "PrometheusTimeSeriesQuery" }}
        >
          <ViewDashboard
            dashboardResource={dashboard}
            datasourceApi={datasourceApi}
            isReadonly
            isVariableEnabled
            isDatasourceEnabled={false}
            isLeavingConfirmDialogEnabled={false}
          />
        </PluginRegistry>
      </ReactRouterProvider>
    </ErrorBoundary>
  );
}
