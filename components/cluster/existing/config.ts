import type * as pulumi from "@pulumi/pulumi";
import type { ClusterRequirements } from "../../../runtime/providers/machine/sdk";

/** An existing cluster. The stack deletes only what it created. */
export interface ExistingClusterConfig {
  driver: "existing";
  /** The kubeconfig's content (YAML or JSON). Not together with `kubeconfigPath`. */
  kubeconfig?: pulumi.Input<string>;
  /**
   * The kubeconfig's file; relative to the project's root, `~` is the home folder. Default without `kubeconfig`:
   * $KUBECONFIG (several files are merged as kubectl does), else ~/.kube/config.
   */
  kubeconfigPath?: string;
  /** The context. Default: the kubeconfig's current one. */
  context?: string;
  /** The host of NodePorts. Default: the API server's host, which is right for clusters of one node. */
  nodePortHost?: string;
  /** Requirements to check before anything is created. Default: none; only that the cluster answers. */
  requirements?: pulumi.Input<ClusterRequirements>;
}
