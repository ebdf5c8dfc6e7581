import type * as pulumi from "@pulumi/pulumi";
import { parseArgs } from "../parseArgs";
import { Addon, type AddonObjects } from "./addon";
import { addonProblem, type IstioAddonArgs, istioAddonArgs } from "./config";
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
  const settings = parseArgs("Servicegraph", istioAddonArgs("servicegraph"), args);
  const problem = addonProblem("servicegraph", { istio: settings.istio, imagesBuiltHere: false });
  if (problem !== undefined)
    throw new Error(`addons.servicegraph.enabled: found true; expected false. ${problem}`);
  return classicServicegraphObjects(settings);
}
