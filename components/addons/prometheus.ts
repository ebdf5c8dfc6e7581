import type * as pulumi from "@pulumi/pulumi";
import { Addon, type AddonArgs, type AddonObjects } from "./addon";
import { classicPrometheusObjects } from "./classic/prometheus";
import { currentPrometheusObjects } from "./current/prometheus";
import type { ProxyDiscovery } from "./current/proxyDiscovery";

/** What a stack may say of Prometheus. */
export interface PrometheusArgs extends AddonArgs {
  /** How it finds the proxies of the current generation. Default: it watches pods. */
  discovery?: ProxyDiscovery;
}

/** Prometheus: collects what Mixer or the proxies measure, and keeps it for six hours. */
export class Prometheus extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: PrometheusArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Prometheus", name, prometheusObjects(args), opts);
  }
}

/**
 * Prometheus' objects.
 * @throws Error when an image's name cannot be parsed
 */
export function prometheusObjects(args: PrometheusArgs = {}): AddonObjects {
  return args.generation === "current" ? currentPrometheusObjects(args) : classicPrometheusObjects(args);
}
