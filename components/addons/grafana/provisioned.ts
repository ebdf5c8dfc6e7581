import { type AddonArgs, type AddonObjects, addonService, addonSettings } from "../addon";
import type { MetricSource } from "./metricNames";
import { dashboardPath, provisionedFiles, provisioningFolder } from "./provisioning";
import { currentAddonImages } from "../images";
import { addonDeployment } from "../addonDeployment";
import { podUser, restrictedContainer } from "../restricted";

const NAME = "grafana";
const PORT = 3000;
const DATA = "/var/lib/grafana";

// `grafana` in the official image.
const USER = 472;

/** Grafana's own settings: everyone who reaches it may look, nobody may sign in, and nothing is sent anywhere. */
const SETTINGS: Record<string, string> = {
  GF_SERVER_HTTP_PORT: String(PORT),
  GF_AUTH_BASIC_ENABLED: "false",
  GF_AUTH_DISABLE_LOGIN_FORM: "true",
  GF_AUTH_ANONYMOUS_ENABLED: "true",
  GF_AUTH_ANONYMOUS_ORG_ROLE: "Viewer",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: dashboardPath,
  GF_PATHS_PROVISIONING: provisioningFolder,
};

/**
 * Objects of Grafana as its makers release it, with this project's dashboard.
 * @param source who measures the requests that it shows
 * @throws Error when an image's name cannot be parsed
 */
export function provisionedGrafanaObjects(args: AddonArgs, source: MetricSource): AddonObjects {
  const settings = addonSettings(args);
  const files = provisionedFiles(source);
  const config = { name: "provisioned", configMap: { name: NAME } };
  const data = { name: "data", emptyDir: {} };
  return {
    configMap: {
      metadata: { name: NAME, namespace: settings.namespace },
      data: Object.fromEntries(files.map(({ key, text }) => [key, text])),
    },
    deployment: addonDeployment(settings, {
      name: NAME,
      config: files.map(({ text }) => text).join("\n"),
      podSpec: {
        automountServiceAccountToken: false,
        securityContext: podUser(USER),
        containers: [
          {
            name: NAME,
            image: currentAddonImages.grafana,
            ports: [{ containerPort: PORT }],
            env: Object.entries(SETTINGS).map(([name, value]) => ({ name, value })),
            readinessProbe: { httpGet: { path: "/api/health", port: PORT }, periodSeconds: 2 },
            resources: { requests: { cpu: "20m", memory: "128Mi" } },
            securityContext: restrictedContainer,
            volumeMounts: [
              { name: data.name, mountPath: DATA },
              ...files.map(({ key, path }) => ({ name: config.name, mountPath: path, subPath: key })),
            ],
          },
        ],
        volumes: [config, data],
      },
    }),
    service: addonService(NAME, settings, { name: "http", port: PORT }),
  };
}
