import type * as pulumi from "@pulumi/pulumi";
import { Addon, type AddonArgs, type AddonObjects } from "./addon";
import { classicPrometheusObjects } from "./classic/prometheus";
import { currentPrometheusObjects } from "./current/prometheus";

/** Prometheus: collects what Mixer or the proxies measure, and keeps it for six hours. */
export class Prometheus extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: AddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Prometheus", name, prometheusObjects(args), opts);
  }
}

/**
 * Prometheus' objects.
 * @throws Error when an image's name cannot be parsed
 */
export function prometheusObjects(args: AddonArgs = {}): AddonObjects {
  return args.generation === "current" ? currentPrometheusObjects(args) : classicPrometheusObjects(args);
}
