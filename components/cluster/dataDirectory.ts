import { createHash } from "node:crypto";
import { isAbsolute, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stateHome } from "../../lib/paths";
import { Directory, Files } from "../../runtime/providers/machine/sdk";

/** The folder of one stack of one checkout: `BASE/meshstack/CHECKOUT/STACK`, with a hash of the checkout's path. */
export function defaultDataDirectory(base: string, root: string, stack: string): string {
  const checkout = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return join(base, "meshstack", checkout, stack);
}

/** The default path of this stack's folder. */
export const stackDataDirectory = (): string =>
  defaultDataDirectory(stateHome(), projectRoot(), pulumi.getStack());

/**
 * A cluster's folder on this machine: the given one, or this stack's. The latter stays the same when the checkout
 * moves.
 */
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

/** The folder of Pulumi.yaml; the working directory when no engine reports it. */
export function projectRoot(): string {
  const root = pulumi.runtime.getRootDirectory();
  return isAbsolute(root) ? root : process.cwd();
}

/**
 * Writes a kubeconfig to a file on this machine, for kubectl.
 * @param given the folder. Default: this stack's
 * @returns its path
 */
export function kubeconfigFile(
  name: string,
  kubeconfig: pulumi.Input<string>,
  given: string | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { path } = dataDirectory(name, given, opts);
  const file = new Files(`${name}-kubeconfig`, { directory: path, files: { kubeconfig } }, opts);
  return file.paths.apply((paths) => paths.kubeconfig!);
}
