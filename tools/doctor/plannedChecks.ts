import { createCluster } from "../../components/cluster";
import type { RecordedResource } from "../../stacks/recording/recordingMonitor";
import { clusterConfig } from "../../stacks/clusterConfig";
import type { StackConfig } from "../../stacks/config/stackConfig";
import { recordResources } from "../../stacks/recording/record";

/** A preflight resource that the cluster of a stack registers. */
export type PlannedCheck = Pick<RecordedResource, "type" | "inputs">;

const TYPES = ["Prerequisites", "DockerPrerequisites", "ClusterPrerequisites"].map(
  (name) => `local:index:${name}`,
);

/**
 * The preflight checks of a stack, from a recording of its cluster.
 * @throws the error of the driver for an invalid configuration
 */
export async function plannedChecks(stack: string, config: StackConfig): Promise<PlannedCheck[]> {
  const cluster = clusterConfig(config);
  // The requirements come from a recording too, and recordings do not nest.
  const settled =
    cluster.driver === "existing" ? { ...cluster, requirements: await cluster.requirements } : cluster;
  const resources = await recordResources(() => void createCluster("cluster", settled as typeof cluster), {
    stack,
  });
  return resources.filter(({ type }) => TYPES.includes(type));
}
