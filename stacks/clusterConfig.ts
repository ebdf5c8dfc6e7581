import type { ClusterConfig, NodePortUse } from "../components/cluster";
import { node } from "../runtime/images/descriptions";
import { builtImages } from "./builtImages";
import { clusterRequirements } from "./clusterRequirements";
import { exposedPorts, purposeOf } from "./config/exposedPorts";
import { buildsImages, type StackConfig } from "./config/stackConfig";
import { k3sVersion } from "./config/versions";

/** The configuration of a stack's cluster, with the facts that its driver needs from the rest of the stack. */
export function clusterConfig(config: StackConfig): ClusterConfig {
  const { cluster } = config;
  if (cluster.driver === "existing") return { ...cluster, requirements: clusterRequirements(config) };
  if (cluster.driver === "k3s")
    return { ...cluster, version: k3sVersion(config), nodePorts: nodePortUses(config) };
  if (cluster.driver !== "embedded" || !buildsImages(config)) return cluster;
  return {
    ...cluster,
    images: builtImages(config),
    rootFileSystem: node,
    nodePorts: nodePortUses(config),
  };
}

const nodePortUses = (config: StackConfig): NodePortUse[] =>
  exposedPorts(config).map((exposed) => ({ port: exposed.port, for: purposeOf(exposed) }));
