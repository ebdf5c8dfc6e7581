import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

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

/** The component of a driver. Its constructor creates the resources and then calls {@link describe}. */
export abstract class ClusterComponent extends pulumi.ComponentResource implements Cluster {
  declare readonly kubeconfig: pulumi.Output<string>;
  declare readonly kubeconfigPath?: pulumi.Output<string>;
  declare readonly provider: k8s.Provider;
  declare readonly nodePortHost?: pulumi.Output<string>;
  declare readonly ready: pulumi.Resource[];
  declare readonly deletedWith?: pulumi.Resource;
  declare readonly imageReplacements?: Readonly<Record<string, pulumi.Output<string>>>;

  /** Sets the fields. */
  protected describe(cluster: Cluster): void {
    Object.assign(this, cluster);
  }
}
