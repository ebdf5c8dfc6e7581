import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { EmbeddedClusterConfig } from "./embedded/config";
import type { ExistingClusterConfig } from "./existing/config";
import type { K3sClusterConfig } from "./k3s/config";
import type { RancherClusterConfig } from "./rancher/config";

/** A Kubernetes cluster of any driver. */
export interface Cluster {
  /** The administrator's kubeconfig, a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** The path of a kubeconfig file, for kubectl. Absent when unknown. */
  readonly kubeconfigPath?: pulumi.Output<string>;
  /** Creates Kubernetes objects on it. */
  readonly provider: k8s.Provider;
  /** The name or address at which NodePorts answer. Absent when the nodes are simulated: no NodePort answers. */
  readonly nodePortHost?: pulumi.Output<string>;
  /** What must exist before anything is created on the cluster. */
  readonly ready: pulumi.Resource[];
  /**
   * The option `deletedWith` for objects on the cluster: they are deleted with this resource, not one by one. Absent when the
   * cluster outlives the stack.
   */
  readonly deletedWith?: pulumi.Resource;
  /** Names of the cluster's images by their official names; absent when it pulls all. */
  readonly imageReplacements?: Readonly<Record<string, pulumi.Output<string>>>;
}

/** The configuration of a cluster, by driver. */
export type ClusterConfig =
  EmbeddedClusterConfig | K3sClusterConfig | RancherClusterConfig | ExistingClusterConfig;
