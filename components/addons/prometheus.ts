import type * as pulumi from "@pulumi/pulumi";
import { Addon, type AddonObjects } from "./addon";
import { classicPrometheusObjects } from "./classic/prometheus";
import { currentPrometheusObjects, type PrometheusArgs } from "./current/prometheus";

/** Prometheus: collects the metrics of Mixer or of the proxies, and keeps them for six hours. */
export class Prometheus extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: PrometheusArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Prometheus", name, prometheusObjects(args), opts);
  }
}

/** Prometheus' objects. @throws Error when an image's name cannot be parsed */
export function prometheusObjects(args: PrometheusArgs = {}): AddonObjects {
  return args.istio === "current" ? currentPrometheusObjects(args) : classicPrometheusObjects(args);
}
