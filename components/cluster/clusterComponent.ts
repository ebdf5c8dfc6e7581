import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./types";

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
