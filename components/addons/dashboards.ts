import { parseArgs } from "../parseArgs";
import { type AddonObjects, addonPlan } from "./addonObjects";
import { type AddonArgs, addonArgs, ADDONS, addonUrl } from "./config";
import { currentAddon } from "./current/addon";
import { graphQueries } from "./dashboards/graph";
import { istioDashboards } from "./dashboards/istio";
import { persesDashboard } from "./dashboards/perses";
import { currentAddonImages } from "./images";

const NAME = "dashboards";
const FOLDER = "/etc/dashboards";
const FILE = "dashboards.json";

/** The page's objects. @throws Error when an image's name cannot be parsed */
export function dashboardsObjects(args: AddonArgs = {}): AddonObjects {
  const settings = parseArgs("Dashboards", addonArgs("dashboards"), args);
  const config = { name: "config", configMap: { name: NAME } };
  const text = JSON.stringify({ dashboards: istioDashboards.map(persesDashboard), graph: graphQueries });
  return {
    configMap: { metadata: { name: NAME, namespace: settings.namespace }, data: { [FILE]: text } },
    ...currentAddon(settings, {
      name: NAME,
      image: currentAddonImages.dashboards,
      user: 1000, // dashboards in the image
      env: { PORT: String(ADDONS.dashboards.port), PROMETHEUS_URL: addonUrl("prometheus") },
      readyPath: "/healthz",
      memory: "48Mi",
      limits: { memory: "128Mi" },
      volumes: [config],
      volumeMounts: [{ name: config.name, mountPath: FOLDER }],
      config: text,
    }),
  };
}

/** Plans the component of Dashboards. */
export const planDashboards = addonPlan("Dashboards", dashboardsObjects);
