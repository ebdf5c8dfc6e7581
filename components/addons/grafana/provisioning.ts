import { writeManifest } from "../../../lib/manifests/writeManifest";
import { dataSource, istioDashboard } from "./dashboard";
import type { MetricSource } from "./metricNames";

const FOLDER = "/etc/grafana/provisioning";
const DASHBOARDS = "/etc/grafana/dashboards";

/** A file that Grafana reads when it starts. */
interface ProvisionedFile {
  /** Its key in the ConfigMap. */
  key: string;
  /** Its path in the container. */
  path: string;
  text: string;
}

/** The folder of Grafana's provisioning files. */
export const provisioningFolder = FOLDER;

/** The path of the dashboard's file, which is also the home page. */
export const dashboardPath = `${DASHBOARDS}/istio.json`;

/** The data source, the folder of dashboards, and the dashboard. */
export function provisionedFiles(source: MetricSource): ProvisionedFile[] {
  return [
    { key: "datasources.yaml", path: `${FOLDER}/datasources/datasources.yaml`, text: writeManifest(dataSources) },
    { key: "dashboards.yaml", path: `${FOLDER}/dashboards/dashboards.yaml`, text: writeManifest(providers) },
    { key: "istio.json", path: dashboardPath, text: JSON.stringify(istioDashboard(source), null, 1) },
  ];
}

const dataSources = {
  apiVersion: 1,
  datasources: [
    {
      ...{ name: "Prometheus", ...dataSource, isDefault: true, editable: false },
      ...{ access: "proxy", url: "http://prometheus:9090" },
      // Prometheus 1 supports GET only; the interval is that of the scrapes.
      jsonData: { httpMethod: "GET", timeInterval: "5s" },
    },
  ],
};

const providers = {
  apiVersion: 1,
  providers: [{ name: "istio", type: "file", disableDeletion: true, options: { path: DASHBOARDS } }],
};
