import * as pulumi from "@pulumi/pulumi";
import { type Cluster, createCluster } from "../components/cluster";
import type { PlannedComponent } from "../components/objects";
import { ObjectsComponent, type RegisteredObjects } from "../components/register";
import { clusterConfig } from "./clusterConfig";
import { exposedPorts } from "./config/exposedPorts";
import { ConfigError, parseStackConfig } from "./config/parse";
import { rawConfig } from "./config/readConfig";
import type { StackConfig } from "./config/stackConfig";
import { environment } from "./environment";
import { firstStartNotice } from "./firstStart";
import { ChartError } from "./injectionChart";

/** The program: creates the configured cluster and the configured environment on it. */
function program() {
  const config = parseStackConfig(
    rawConfig(pulumi.runtime.allConfig()),
    (warning) => void pulumi.log.warn(warning),
  );
  const notice = pulumi.runtime.isDryRun() ? undefined : firstStartNotice(config);
  if (notice !== undefined) void pulumi.log.info(notice);
  const cluster = createCluster("cluster", clusterConfig(config));
  register(environment(config, cluster.imageReplacements), cluster);
  return {
    ...(cluster.kubeconfigPath !== undefined && { kubeconfigPath: cluster.kubeconfigPath }),
    ...pageOutputs(config, cluster),
  };
}

/** Registers components on the cluster, each after those that it depends on. */
function register(components: readonly PlannedComponent[], { provider, ready, deletedWith }: Cluster): void {
  const registered: RegisteredObjects = new Map();
  for (const component of components) {
    const needed = (component.dependsOn ?? []).map((object) => registered.get(object)!);
    new ObjectsComponent(component, { provider, deletedWith, dependsOn: [...ready, ...needed] }, registered);
  }
}

/** The addresses of the pages, if the cluster has nodes that serve them. */
function pageOutputs(config: StackConfig, { nodePortHost }: Cluster): Record<string, pulumi.Input<string>> {
  if (nodePortHost === undefined)
    return { pages: "The nodes are simulated. Pages require real nodes (stack live)." };
  return Object.fromEntries(
    exposedPorts(config).flatMap(({ port, page }) =>
      page === undefined
        ? []
        : [[page.output, pulumi.interpolate`http://${nodePortHost}:${port}${page.path}`]],
    ),
  );
}

function run() {
  try {
    return program();
  } catch (error) {
    // A configuration error is the user's mistake: Pulumi prints a RunError without a stack trace.
    if (error instanceof ConfigError || error instanceof ChartError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

export = run();
