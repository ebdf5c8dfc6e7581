import { parseArgs } from "../parseArgs";
import { type AddonObjects, addonPlan } from "./addonObjects";
import { type AddonArgs, addonArgs } from "./config";
import { classicZipkinObjects } from "./classic/addons";
import { currentZipkinObjects } from "./current/zipkin";

/** Zipkin's objects. @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
export function zipkinObjects(args: AddonArgs = {}): AddonObjects {
  const settings = parseArgs("Zipkin", addonArgs("zipkin"), args);
  return settings.istio === "current" ? currentZipkinObjects(settings) : classicZipkinObjects(settings);
}

/** Plans the component of Zipkin. */
export const planZipkin = addonPlan("Zipkin", zipkinObjects);
