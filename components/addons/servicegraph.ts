import type * as pulumi from "@pulumi/pulumi";
import { Addon, type AddonObjects, type IstioAddonArgs } from "./addon";
import { addonProblem } from "./availability";
import { classicServicegraphObjects } from "./classic/addons";

/** Servicegraph: draws the calls between services, from Mixer's metrics. It requires the Prometheus addon. */
export class Servicegraph extends Addon {
  /** @throws Error when an image's name cannot be parsed, and with the current mesh, which has no Mixer */
  constructor(name: string, args: IstioAddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Servicegraph", name, servicegraphObjects(args), opts);
  }
}

/** Servicegraph's objects. @throws Error when an image's name cannot be parsed, and with the current mesh */
export function servicegraphObjects(args: IstioAddonArgs = {}): AddonObjects {
  const { istio = "classic" } = args;
  const problem = addonProblem("servicegraph", { istio, imagesBuiltHere: false });
  if (problem !== undefined)
    throw new Error(`addons.servicegraph.enabled: found true; expected false. ${problem}`);
  return classicServicegraphObjects(args);
}
