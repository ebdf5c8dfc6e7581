import type * as pulumi from "@pulumi/pulumi";
import { Addon, type AddonObjects, type IstioAddonArgs } from "./addon";
import { addonProblem } from "./availability";
import { classicServicegraphObjects } from "./classic/servicegraph";

/** Servicegraph: draws who calls whom, from Mixer's metrics in Prometheus, which has to be there too. */
export class Servicegraph extends Addon {
  /** @throws Error when an image's name cannot be parsed, and with the current generation, which has no Mixer */
  constructor(name: string, args: IstioAddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Servicegraph", name, servicegraphObjects(args), opts);
  }
}

/**
 * Servicegraph's objects.
 * @throws Error when an image's name cannot be parsed, and with the current generation, which has no Mixer
 */
export function servicegraphObjects(args: IstioAddonArgs = {}): AddonObjects {
  const { generation = "classic" } = args;
  const allowed = addonProblem("servicegraph", { generation, imagesBuiltHere: false });
  if (allowed !== undefined) throw new Error(`addons.servicegraph.enabled: found true; allowed: ${allowed}`);
  return classicServicegraphObjects(args);
}
