import type * as pulumi from "@pulumi/pulumi";
import type { ProxyBuild } from "../mesh/current/settings";
import { Addon, type AddonObjects, type IstioAddonArgs } from "./addon";
import { classicGrafanaObjects } from "./classic/addons";
import { provisionedGrafanaObjects } from "./grafana/provisioned";

/** The arguments of Grafana. */
interface GrafanaArgs extends IstioAddonArgs {
  /**
   * With `classic`: the official Grafana with this project's dashboard instead of Istio's image with the release's
   * dashboards. Default false. `current` always has this one.
   */
  provisioned?: boolean;
  /** With `current`: the build of Envoy, which decides the names of the metrics. Default `istio`. */
  proxy?: ProxyBuild;
}

/** Grafana with the Istio dashboard. It requires the Prometheus addon. */
export class Grafana extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: GrafanaArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Grafana", name, grafanaObjects(args), opts);
  }
}

/** Grafana's objects. @throws Error when an image's name cannot be parsed */
export function grafanaObjects(args: GrafanaArgs = {}): AddonObjects {
  const { generation = "classic", provisioned = false, proxy = "istio" } = args;
  if (generation === "current") return provisionedGrafanaObjects(args, proxy);
  return provisioned ? provisionedGrafanaObjects(args, "mixer") : classicGrafanaObjects(args);
}
