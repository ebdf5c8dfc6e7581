import { writeManifest } from "../../../lib/manifests/writeManifest";
import { addonUrl, PROMETHEUS } from "../table";
import { istioDashboards } from "../dashboards/istio";
import { dataSource, grafanaDashboard } from "./dashboard";

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

const fileOf = (id: string) => `istio-${id}.json`;

/** The path of the home page's file: the dashboard of the mesh. */
export const homePath = `${DASHBOARDS}/${fileOf("mesh")}`;

/** The data source, the folder of dashboards, and the dashboards. */
export function provisionedFiles(): ProvisionedFile[] {
  return [
    {
      key: "datasources.yaml",
      path: `${FOLDER}/datasources/datasources.yaml`,
      text: writeManifest(dataSources),
    },
    { key: "dashboards.yaml", path: `${FOLDER}/dashboards/dashboards.yaml`, text: writeManifest(providers) },
    ...istioDashboards.map((dashboard) => {
      const key = fileOf(dashboard.id);
      return {
        key,
        path: `${DASHBOARDS}/${key}`,
        text: JSON.stringify(grafanaDashboard(dashboard), null, 1),
      };
    }),
  ];
}

const dataSources = {
  apiVersion: 1,
  datasources: [
    {
      ...{ name: "Prometheus", ...dataSource, isDefault: true, editable: false },
      ...{ access: "proxy", url: addonUrl(PROMETHEUS) },
      // The interval is that of the scrapes.
      jsonData: { httpMethod: "POST", timeInterval: "5s" },
    },
  ],
};

const providers = {
  apiVersion: 1,
  providers: [{ name: "istio", type: "file", disableDeletion: true, options: { path: DASHBOARDS } }],
};
