import type * as pulumi from "@pulumi/pulumi";
import { Addon, type AddonObjects, type IstioAddonArgs } from "./addon";
import { classicGrafanaObjects } from "./classic/grafana";
import { provisionedGrafanaObjects } from "./grafana/provisioned";

/** What a stack may say of Grafana. */
export interface GrafanaArgs extends IstioAddonArgs {
  /**
   * With `classic`: Grafana as its makers release it with this project's dashboard, in the place of Istio's image with
   * the release's dashboards in it. Default false. With `current` there is no other.
   */
  provisioned?: boolean;
  /** With `current`: which build of Envoy the proxies are, and so what their metrics are called. Default `istio`. */
  proxy?: "istio" | "envoy";
}

/** Grafana with the Istio dashboard over Prometheus, which has to be there too. */
export class Grafana extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: GrafanaArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Grafana", name, grafanaObjects(args), opts);
  }
}

/**
 * Grafana's objects.
 * @throws Error when an image's name cannot be parsed
 */
export function grafanaObjects(args: GrafanaArgs = {}): AddonObjects {
  const { generation = "classic", provisioned = false, proxy = "istio" } = args;
  if (generation === "current") return provisionedGrafanaObjects(args, proxy);
  return provisioned ? provisionedGrafanaObjects(args, "mixer") : classicGrafanaObjects(args);
}
