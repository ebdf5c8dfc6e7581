import type * as pulumi from "@pulumi/pulumi";
import { parseArgs } from "../parseArgs";
import { Addon, type AddonObjects } from "./addon";
import { type IstioAddonArgs, istioAddonArgs } from "./config";
import { classicGrafanaObjects } from "./classic/addons";
import { provisionedGrafanaObjects } from "./grafana/provisioned";

/** Grafana with the Istio dashboards. It requires the Prometheus addon. */
export class Grafana extends Addon {
  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(name: string, args: IstioAddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Grafana", name, grafanaObjects(args), opts);
  }
}

/** Grafana's objects. @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
export function grafanaObjects(args: IstioAddonArgs = {}): AddonObjects {
  const settings = parseArgs("Grafana", istioAddonArgs("grafana"), args);
  return settings.istio === "current" ? provisionedGrafanaObjects(settings) : classicGrafanaObjects(settings);
}
