import { createCluster } from "../../components/cluster";
import { imageRequirements } from "../../runtime/images/run";
import type { RecordedResource } from "../../stacks/recording/recordingMonitor";
import { clusterConfig } from "../../stacks/clusterConfig";
import { buildsImages, type StackConfig } from "../../stacks/config/stackConfig";
import { recordResources } from "../../stacks/recording/record";

/** A resource of checks as the stack's own cluster registers it, with its inputs. */
export type PlannedCheck = Pick<RecordedResource, "type" | "inputs">;

const TYPES = ["Prerequisites", "DockerPrerequisites", "ClusterPrerequisites"].map(
  (name) => `local:index:${name}`,
);

/**
 * The checks that an `up` of the stack would make first: its cluster is written down and not made, whatever its driver.
 * @throws as the driver does for a configuration that cannot be right
 */
export async function plannedChecks(stack: string, config: StackConfig): Promise<PlannedCheck[]> {
  const cluster = clusterConfig(config);
  // It comes from a recording too, and one cannot wait for another within it.
  const settled =
    cluster.driver === "existing" ? { ...cluster, requirements: await cluster.requirements } : cluster;
  const resources = await recordResources(() => void createCluster("cluster", settled as typeof cluster), {
    stack,
  });
  return resources.filter(({ type }) => TYPES.includes(type)).map((resource) => withImages(resource, config));
}

/** What `make up` looks for before the program runs: the programs that images are built with. */
function withImages({ type, inputs }: RecordedResource, config: StackConfig): PlannedCheck {
  if (type !== "local:index:Prerequisites" || !buildsImages(config)) return { type, inputs };
  return { type, inputs: { ...inputs, files: [...(inputs.files as object[]), ...imageRequirements] } };
}
