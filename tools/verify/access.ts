import type { StackConfig } from "../../stacks/config/stackConfig";
import { kubectlAccess } from "../kubectlCommand";
import { connectionOf, stackKubeconfig } from "../stackOutputs";
import { Cluster } from "./cluster";
import { Kubectl } from "./kubectl";

/** Access to the cluster of a stack. */
export interface Access {
  cluster: Cluster;
  kubectl: Kubectl;
  /** Closes connections and deletes temporary files. */
  close(): void;
}

/**
 * Connects to the cluster of a stack as its administrator; undefined if the stack is not up.
 * @throws KubeconfigError when the kubeconfig is invalid
 */
export async function accessTo(
  stack: string,
  config: StackConfig,
  outputs: Readonly<Record<string, string>>,
): Promise<Access | undefined> {
  const kubeconfig = await stackKubeconfig(stack, config, outputs);
  if (kubeconfig === undefined) return undefined;
  const cluster = new Cluster(connectionOf(kubeconfig));
  const access = kubectlAccess(kubeconfig);
  return {
    cluster,
    kubectl: new Kubectl(access),
    close() {
      cluster.close();
      access.close();
    },
  };
}
