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
 * Writes a kubeconfig, and other credentials for users, to files in a cluster's folder.
 * @param name of the resource
 * @param files contents by name
 * @returns the kubeconfig's path, for kubectl
 */
export function kubeconfigFile(
  name: string,
  { path }: Directory,
  files: { kubeconfig: pulumi.Input<string>; [name: string]: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { paths } = new Files(name, { directory: path, files }, opts);
  return paths.apply(({ kubeconfig }) => kubeconfig!);
}
