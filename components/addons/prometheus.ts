import type * as pulumi from "@pulumi/pulumi";
import { parseArgs } from "../parseArgs";
import { Addon, type AddonObjects } from "./addon";
import { classicPrometheusObjects } from "./classic/prometheus";
import { type PrometheusArgs, prometheusArgs } from "./config";
import { currentPrometheusObjects } from "./current/prometheus";

/** Prometheus: collects the metrics of Mixer or of the proxies, and keeps them for six hours. */
export class Prometheus extends Addon {
  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(name: string, args: PrometheusArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Prometheus", name, prometheusObjects(args), opts);
  }
}

/** Prometheus' objects. @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
export function prometheusObjects(args: PrometheusArgs = {}): AddonObjects {
  const settings = parseArgs("Prometheus", prometheusArgs, args);
  return settings.istio === "current"
    ? currentPrometheusObjects(settings)
    : classicPrometheusObjects(settings);
}
