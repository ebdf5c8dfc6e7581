import type * as pulumi from "@pulumi/pulumi";
import { EmbeddedCluster } from "./embedded";
import { ExistingCluster } from "./existing";
import type { Cluster, ClusterConfig } from "./types";

/** Kubernetes clusters: several drivers behind one interface, {@link Cluster}. */
export type {
  Cluster,
  ClusterConfig,
  EmbeddedClusterConfig,
  ExistingClusterConfig,
  NodePortUse,
} from "./types";
export { corednsImage } from "./clusterDns";
export { type ImageDescriptions, pauseImage } from "./nodeImages";
export { nodePrerequisites } from "./realNode";
export { EmbeddedCluster } from "./embedded";
export { ExistingCluster } from "./existing";

/**
 * The configured cluster.
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
  }
}
