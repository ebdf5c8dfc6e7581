import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./clusterComponent";
import { EmbeddedCluster } from "./embedded/cluster";
import type { EmbeddedClusterConfig } from "./embedded/config";
import { ExistingCluster } from "./existing/cluster";
import type { ExistingClusterConfig } from "./existing/config";
import { K3sCluster } from "./k3s/cluster";
import type { K3sClusterConfig } from "./k3s/config";
import { RancherCluster } from "./rancher/cluster";
import type { RancherClusterConfig } from "./rancher/config";

/** Kubernetes clusters: several drivers behind one interface, {@link Cluster}. */
export type { NodePortUse } from "../fields";
export type { Cluster } from "./clusterComponent";
export type { ImageDescriptions } from "./embedded/config";
export type { AbsentObjects, ClusterRequirements } from "../../runtime/providers/machine/sdk";
export { corednsImage } from "./embedded/clusterDns";
export { pauseImage } from "./embedded/nodeImages";
export { BINARY } from "./embedded/place";
export { EmbeddedCluster, ExistingCluster, K3sCluster, RancherCluster };
export type { EmbeddedClusterConfig, ExistingClusterConfig, K3sClusterConfig, RancherClusterConfig };

/** The configuration of a cluster, by driver. */
export type ClusterConfig =
  EmbeddedClusterConfig | K3sClusterConfig | RancherClusterConfig | ExistingClusterConfig;

/**
 * Creates the configured cluster.
 * @throws as the driver's class does
 */
export function createCluster(
  name: string,
  config: ClusterConfig,
  opts?: pulumi.ComponentResourceOptions,
): Cluster {
  switch (config.driver) {
    case "embedded":
      return new EmbeddedCluster(name, config, opts);
    case "existing":
      return new ExistingCluster(name, config, opts);
    case "k3s":
      return new K3sCluster(name, config, opts);
    case "rancher":
      return new RancherCluster(name, config, opts);
  }
}
