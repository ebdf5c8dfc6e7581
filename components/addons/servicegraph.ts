import { parseArgs } from "../parseArgs";
import { type AddonObjects, addonPlan } from "./addonObjects";
import { addonProblem, type IstioAddonArgs, istioAddonArgs } from "./config";
import { classicServicegraphObjects } from "./classic/addons";

/** Servicegraph's objects. @throws Error when an image's name cannot be parsed, and with the current mesh */
export function servicegraphObjects(args: IstioAddonArgs = {}): AddonObjects {
  const settings = parseArgs("Servicegraph", istioAddonArgs("servicegraph"), args);
  const problem = addonProblem("servicegraph", { istio: settings.istio, imagesBuiltHere: false });
  if (problem !== undefined)
    throw new Error(`addons.servicegraph.enabled: found true; expected false. ${problem}`);
  return classicServicegraphObjects(settings);
}

/** Plans the component of Servicegraph. */
export const planServicegraph = addonPlan("Servicegraph", servicegraphObjects);
