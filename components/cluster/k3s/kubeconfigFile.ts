import type * as pulumi from "@pulumi/pulumi";
import { dataDirectory } from "../dataDirectory";
import { Files } from "../local";

/**
 * Keeps a kubeconfig in a file on this machine, for kubectl.
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
