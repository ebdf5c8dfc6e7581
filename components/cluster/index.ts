import type * as pulumi from "@pulumi/pulumi";
import { EmbeddedCluster } from "./embedded";
import { ExistingCluster } from "./existing";
import type { Cluster, ClusterConfig } from "./types";

/** Kubernetes clusters: several drivers behind one interface, {@link Cluster}. */
export type { Cluster, ClusterConfig, EmbeddedClusterConfig, ExistingClusterConfig } from "./types";
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
