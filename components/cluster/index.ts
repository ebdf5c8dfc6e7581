import type * as pulumi from "@pulumi/pulumi";
import { EmbeddedCluster } from "./embedded/cluster";
import { ExistingCluster } from "./existing/cluster";
import { K3sCluster } from "./k3s/cluster";
import { RancherCluster } from "./rancher/cluster";
import type { Cluster, ClusterConfig } from "./types";

/** Kubernetes clusters: several drivers behind one interface, {@link Cluster}. */
export type { NodePortUse } from "../fields";
export type { Cluster, ClusterConfig } from "./types";
export type { EmbeddedClusterConfig, ImageDescriptions } from "./embedded/config";
export type { ExistingClusterConfig } from "./existing/config";
export type { AbsentObjects, ClusterRequirements } from "../../runtime/providers/machine/sdk";
export type { K3sClusterConfig } from "./k3s/config";
export type { RancherClusterConfig } from "./rancher/config";
export { corednsImage } from "./embedded/clusterDns";
export { pauseImage } from "./embedded/nodeImages";
export { BINARY } from "./embedded/place";
export { EmbeddedCluster } from "./embedded/cluster";
export { ExistingCluster } from "./existing/cluster";
export { K3sCluster } from "./k3s/cluster";
export { RancherCluster } from "./rancher/cluster";

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
