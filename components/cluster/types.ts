import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { EmbeddedClusterConfig } from "./embedded/config";
import type { ExistingClusterConfig } from "./existing/config";
import type { K3sClusterConfig } from "./k3s/config";
import type { RancherClusterConfig } from "./rancher/config";

/** A Kubernetes cluster to put things on, whichever driver it comes from. */
export interface Cluster {
  /** The administrator's kubeconfig, a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** A file with it, for kubectl; absent where none is known. */
  readonly kubeconfigPath?: pulumi.Output<string>;
  /** Puts Kubernetes objects on it. */
  readonly provider: k8s.Provider;
  /** The name or address at which NodePorts answer. Nothing answers on a cluster with simulated nodes. */
  readonly nodePortHost: pulumi.Output<string>;
  /** What is to be there before anything is put on the cluster. */
  readonly ready: pulumi.Resource[];
  /**
   * With this resource, everything on the cluster is gone: as the option `deletedWith`, it saves deleting objects one by
   * one. Absent where the cluster stays when the stack goes.
   */
  readonly deletedWith?: pulumi.Resource;
  /** The images that the cluster has under other names, by their official ones; absent where it pulls all. */
  readonly imageReplacements?: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Which cluster, by its driver. */
export type ClusterConfig =
  EmbeddedClusterConfig | K3sClusterConfig | RancherClusterConfig | ExistingClusterConfig;
