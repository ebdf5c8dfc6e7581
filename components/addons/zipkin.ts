import type * as pulumi from "@pulumi/pulumi";
import { Addon, type AddonArgs, type AddonObjects } from "./addon";
import { classicZipkinObjects } from "./classic/addons";
import { currentZipkinObjects } from "./current/zipkin";

/** Zipkin: collects the proxies' traces in memory and shows them. */
export class Zipkin extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: AddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Zipkin", name, zipkinObjects(args), opts);
  }
}

/** Zipkin's objects. @throws Error when an image's name cannot be parsed */
export function zipkinObjects(args: AddonArgs = {}): AddonObjects {
  return args.istio === "current" ? currentZipkinObjects(args) : classicZipkinObjects(args);
}
