import { createHash } from "node:crypto";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stateHome } from "../../lib/paths";
import { Directory } from "./local";
import { projectRoot } from "./projectRoot";

/** The folder of one stack of one checkout: `BASE/meshstack/CHECKOUT/STACK`, the checkout as the hash of its path. */
export function defaultDataDirectory(base: string, root: string, stack: string): string {
  const checkout = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return join(base, "meshstack", checkout, stack);
}

/** The path of this stack's folder, where none is given. */
export const stackDataDirectory = (): string =>
  defaultDataDirectory(stateHome(), projectRoot(), pulumi.getStack());

/** A cluster's folder on this machine: the given one, or this stack's, which stays where the checkout is moved. */
export function dataDirectory(
  name: string,
  given: string | undefined,
  opts: pulumi.CustomResourceOptions,
): Directory {
  return given === undefined
    ? new Directory(
        `${name}-directory`,
        { path: stackDataDirectory(), base: stateHome() },
        { ...opts, ignoreChanges: ["path", "base"] },
      )
    : new Directory(`${name}-directory`, { path: given }, opts);
}
