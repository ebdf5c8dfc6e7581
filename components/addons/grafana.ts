import { parseArgs } from "../parseArgs";
import { type AddonObjects, addonPlan } from "./addonObjects";
import { type IstioAddonArgs, istioAddonArgs } from "./config";
import { classicGrafanaObjects } from "./classic/addons";
import { provisionedGrafanaObjects } from "./grafana/provisioned";

/** Grafana's objects. @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
export function grafanaObjects(args: IstioAddonArgs = {}): AddonObjects {
  const settings = parseArgs("Grafana", istioAddonArgs("grafana"), args);
  return settings.istio === "current" ? provisionedGrafanaObjects(settings) : classicGrafanaObjects(settings);
}

/** Plans the component of Grafana. */
export const planGrafana = addonPlan("Grafana", grafanaObjects);
