import { kubectlAccess } from "../kubectlCommand";
import { connectionOf, type StackKubeconfig } from "../stackState";
import { Cluster } from "./cluster";
import { Kubectl } from "./kubectl";

/** Access to the cluster of a stack. */
export interface Access {
  cluster: Cluster;
  kubectl: Kubectl;
  /** Closes connections and deletes temporary files. */
  close(): void;
}

/** @throws KubeconfigError when the kubeconfig is invalid */
export function accessTo(kubeconfig: StackKubeconfig): Access {
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
