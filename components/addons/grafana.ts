import type * as pulumi from "@pulumi/pulumi";
import { Addon, type AddonObjects, type IstioAddonArgs } from "./addon";
import { classicGrafanaObjects } from "./classic/addons";
import { provisionedGrafanaObjects } from "./grafana/provisioned";

/** Grafana with the Istio dashboards. It requires the Prometheus addon. */
export class Grafana extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: IstioAddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Grafana", name, grafanaObjects(args), opts);
  }
}

/** Grafana's objects. @throws Error when an image's name cannot be parsed */
export function grafanaObjects(args: IstioAddonArgs = {}): AddonObjects {
  return args.istio === "current" ? provisionedGrafanaObjects(args) : classicGrafanaObjects(args);
}
