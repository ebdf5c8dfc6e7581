import type { AddonObjects } from "../addonObjects";
import type { AddonSettings } from "../config";
import { currentAddon } from "../current/addon";
import { currentAddonImages } from "../images";
import { ADDONS, GRAFANA } from "../table";
import { homePath, provisionedFiles, provisioningFolder } from "./provisioning";

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
  GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: homePath,
  GF_PATHS_PROVISIONING: provisioningFolder,
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
