import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** The component of a driver. Its constructor creates the resources and then calls {@link describe}. */
export abstract class ClusterComponent extends pulumi.ComponentResource {
  /** The administrator's kubeconfig, a secret. */
  declare readonly kubeconfig: pulumi.Output<string>;
  /** The path of a kubeconfig file, for kubectl. Absent when unknown. */
  declare readonly kubeconfigPath?: pulumi.Output<string>;
  /** Creates Kubernetes objects on it. */
  declare readonly provider: k8s.Provider;
  /** The name or address at which NodePorts answer. Absent when the nodes are simulated: no NodePort answers. */
  declare readonly nodePortHost?: pulumi.Output<string>;
  /** What must exist before anything is created on the cluster. */
  declare readonly ready: pulumi.Resource[];
  /**
   * The option `deletedWith` for objects on the cluster: they are deleted with this resource, not one by one. Absent when the
   * cluster outlives the stack.
   */
  declare readonly deletedWith?: pulumi.Resource;
  /** Names of the cluster's images by their official names; absent when it pulls all. */
  declare readonly imageReplacements?: Readonly<Record<string, pulumi.Output<string>>>;

  /** Sets the fields. */
  protected describe(cluster: Cluster): void {
    Object.assign(this, cluster);
  }
}

/** A Kubernetes cluster of any driver. */
export type Cluster = Omit<ClusterComponent, keyof pulumi.ComponentResource>;

/**
 * The provider that creates the objects on a cluster.
 * @param target the cluster. A change of its `clusterIdentifier`, which is independent of addresses and credentials, replaces
 * all of its objects; by default the provider derives it from the kubeconfig. With `deleteUnreachable`, the objects of an
 * unreachable cluster count as deleted, because they ended with it.
 */
export const clusterProvider = (
  name: string,
  target: k8s.ProviderArgs,
  opts: pulumi.ResourceOptions,
): k8s.Provider =>
  new k8s.Provider(
    `${name}-provider`,
    // A changed mesh config updates its ConfigMap, which pods have mounted, instead of replacing it.
    { ...target, enableConfigMapMutable: true },
    opts,
  );
