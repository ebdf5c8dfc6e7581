import type * as pulumi from "@pulumi/pulumi";
import type { ClusterRequirements } from "../../../runtime/providers/machine/sdk";

/** A cluster that exists already. Nothing is deleted that was not made through this stack. */
export interface ExistingClusterConfig {
  driver: "existing";
  /** The kubeconfig's content (YAML or JSON). Not together with `kubeconfigPath`. */
  kubeconfig?: pulumi.Input<string>;
  /**
   * The kubeconfig's file; relative to the project's root, `~` is the home folder. Default, where no content is given:
   * $KUBECONFIG (several files are merged as kubectl does), else ~/.kube/config.
   */
  kubeconfigPath?: string;
  /** The context. Default: the kubeconfig's current one. */
  context?: string;
  /** Where NodePorts answer. Default: the API server's host, which is right for clusters of one node. */
  nodePortHost?: string;
  /** What is going to be put on it: checked before anything is. Default: nothing, only that it answers is checked. */
  requirements?: pulumi.Input<ClusterRequirements>;
}
