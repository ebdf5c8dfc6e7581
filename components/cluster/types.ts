import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ImageDescriptions } from "./nodeImages";

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

/** A NodePort and what it is for. */
export interface NodePortUse {
  port: number;
  for: string;
}

/** Which cluster, by its driver. */
export type ClusterConfig = EmbeddedClusterConfig | ExistingClusterConfig;

/** A Kubernetes of this project's own, as processes on this machine. */
export interface EmbeddedClusterConfig {
  driver: "embedded";
  /**
   * `simulated`: pods are scheduled and reported ready, no container runs, no root is needed. `real`: containers run;
   * Linux and root. Default `simulated`.
   */
  nodes?: "simulated" | "real";
  /** How many nodes. Default 1, which is all that `real` can have. */
  nodeCount?: number;
  /** The Kubernetes version whose API is served (MAJOR.MINOR). Default: the binary's own. */
  kubernetesVersion?: string;
  /** The API server's port on 127.0.0.1. Default: a free one, chosen once and kept. */
  apiPort?: number;
  /**
   * How to build images, by the official names under which components ask for them: a real node has these and can pull
   * none. The driver's own (`driverImages`) are to be among them. Default none, which simulated nodes need.
   */
  images?: ImageDescriptions;
  /** NodePorts that the stack is to answer on: with real nodes they are to be free before anything is started. */
  nodePorts?: readonly NodePortUse[];
  /**
   * The folder for data, credentials and logs; absolute, or relative to the project's root. Default: a folder of this
   * checkout and stack under the user's state directory ($XDG_STATE_HOME, else ~/.local/state). It is removed with the
   * cluster. Another folder is another, empty cluster: destroy the stack before changing it.
   */
  dataDirectory?: string;
  /** The addresses of pods. Default 10.244.0.0/16. */
  podCIDR?: string;
  /** The addresses of services. Default 10.96.0.0/16. */
  serviceCIDR?: string;
  /** The folder of the Go module that the cluster's binary is built from. Default `embedded`. */
  sourceDirectory?: string;
}

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
}
