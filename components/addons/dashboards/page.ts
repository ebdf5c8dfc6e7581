import type { AddonObjects } from "../addonObjects";
import type { AddonSettings } from "../config";
import { currentAddon } from "../current/addon";
import { ADDONS, addonUrl, currentAddonImages, DASHBOARDS, PROMETHEUS } from "../table";
import { graphQueries } from "./graph";
import { istioDashboards } from "./istio";
import { persesDashboard } from "./perses";

const FOLDER = "/etc/dashboards";
const FILE = "dashboards.json";

/** The objects of the page with dashboards. @throws Error when an image's name cannot be parsed */
export function dashboardsPageObjects(settings: AddonSettings): AddonObjects {
  const config = { name: "config", configMap: { name: DASHBOARDS } };
  const text = JSON.stringify({ dashboards: istioDashboards.map(persesDashboard), graph: graphQueries });
  return {
    configMap: { metadata: { name: DASHBOARDS, namespace: settings.namespace }, data: { [FILE]: text } },
    ...currentAddon(settings, {
      name: DASHBOARDS,
      image: currentAddonImages[DASHBOARDS],
      user: 1000, // dashboards in the image
      env: { PORT: String(ADDONS[DASHBOARDS].port), PROMETHEUS_URL: addonUrl(PROMETHEUS) },
      readyPath: "/healthz",
      memory: "48Mi",
      limits: { memory: "128Mi" },
      volumes: [config],
      volumeMounts: [{ name: config.name, mountPath: FOLDER }],
      config: text,
    }),
  };
}
