import { isAbsolute } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stackFolder, stateHome } from "../../lib/paths";
import { Directory, Files } from "../../runtime/providers/machine/sdk";

/** The default path of this stack's folder. */
export const stackDataDirectory = (): string => stackFolder(stateHome(), projectRoot(), pulumi.getStack());

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
