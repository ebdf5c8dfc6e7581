import type * as pulumi from "@pulumi/pulumi";
import { parseArgs } from "../parseArgs";
import { Addon, type AddonObjects } from "./addon";
import { type AddonArgs, addonArgs } from "./config";
import { classicZipkinObjects } from "./classic/addons";
import { currentZipkinObjects } from "./current/zipkin";

/** Zipkin: collects the proxies' traces in memory and shows them. */
export class Zipkin extends Addon {
  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(name: string, args: AddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Zipkin", name, zipkinObjects(args), opts);
  }
}

/** Zipkin's objects. @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
export function zipkinObjects(args: AddonArgs = {}): AddonObjects {
  const settings = parseArgs("Zipkin", addonArgs("zipkin"), args);
  return settings.istio === "current" ? currentZipkinObjects(settings) : classicZipkinObjects(settings);
}
