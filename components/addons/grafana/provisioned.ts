import { writeManifest } from "../../../lib/manifests/writeManifest";
import type { AddonObjects } from "../addonObjects";
import type { AddonSettings } from "../config";
import { currentAddon } from "../current/addon";
import { istioDashboards } from "../dashboards/istio";
import { ADDONS, addonUrl, currentAddonImages, GRAFANA, PROMETHEUS } from "../table";
import { dataSource, grafanaDashboard } from "./dashboard";

const PROVISIONING = "/etc/grafana/provisioning";
const DASHBOARDS = "/etc/grafana/dashboards";

const fileOf = (id: string) => `istio-${id}.json`;

/** Grafana's settings: anonymous visitors can only read, no one can sign in, and Grafana reports nothing to its vendor. */
const SETTINGS: Record<string, string> = {
  GF_SERVER_HTTP_PORT: String(ADDONS[GRAFANA].port),
  GF_AUTH_BASIC_ENABLED: "false",
  GF_AUTH_DISABLE_LOGIN_FORM: "true",
  GF_AUTH_ANONYMOUS_ENABLED: "true",
  GF_AUTH_ANONYMOUS_ORG_ROLE: "Viewer",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  // The dashboard of the mesh.
  GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${DASHBOARDS}/${fileOf("mesh")}`,
  GF_PATHS_PROVISIONING: PROVISIONING,
};

/**
 * Objects of the official Grafana with this project's dashboards.
 * @throws Error when an image's name cannot be parsed
 */
export function provisionedGrafanaObjects(settings: AddonSettings): AddonObjects {
  const files = provisionedFiles();
  const config = { name: "provisioned", configMap: { name: GRAFANA } };
  const data = { name: "data", emptyDir: {} };
  return {
    configMap: {
      metadata: { name: GRAFANA, namespace: settings.namespace },
      data: Object.fromEntries(files.map(({ key, text }) => [key, text])),
    },
    ...currentAddon(settings, {
      name: GRAFANA,
      image: currentAddonImages[GRAFANA],
      user: 472, // grafana in the official image
      env: SETTINGS,
      readyPath: "/api/health",
      memory: "128Mi",
      volumes: [config, data],
      volumeMounts: [
        { name: data.name, mountPath: "/var/lib/grafana" },
        ...files.map(({ key, path }) => ({ name: config.name, mountPath: path, subPath: key })),
      ],
      config: files.map(({ text }) => text).join("\n"),
    }),
  };
}

/** A file that Grafana reads when it starts. */
interface ProvisionedFile {
  /** Its key in the ConfigMap. */
  key: string;
  /** Its path in the container. */
  path: string;
  text: string;
}

/** The data source, the folder of dashboards, and the dashboards. */
function provisionedFiles(): ProvisionedFile[] {
  return [
    {
      key: "datasources.yaml",
      path: `${PROVISIONING}/datasources/datasources.yaml`,
      text: writeManifest(dataSources),
    },
    {
      key: "dashboards.yaml",
      path: `${PROVISIONING}/dashboards/dashboards.yaml`,
      text: writeManifest(providers),
    },
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
