import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The cluster that a provider reaches. */
interface ProviderTarget {
  kubeconfig: pulumi.Input<string>;
  /**
   * Identifies the cluster; a change replaces all of its objects. It is independent of addresses and credentials.
   * Default: the provider derives it from the kubeconfig.
   */
  clusterIdentifier?: string;
  /** Whether the objects of an unreachable cluster count as deleted, because they ended with it. Default false. */
  deleteUnreachable?: boolean;
}

/** The provider that creates the objects on a cluster. */
export const clusterProvider = (
  name: string,
  target: ProviderTarget,
  opts: pulumi.ResourceOptions,
): k8s.Provider =>
  new k8s.Provider(
    `${name}-provider`,
    // A changed mesh config updates its ConfigMap, which pods have mounted, instead of replacing it.
    { ...target, enableConfigMapMutable: true },
    opts,
  );
