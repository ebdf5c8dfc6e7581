import * as pulumi from "@pulumi/pulumi";
import { createCluster } from "../components/cluster";
import { clusterConfig } from "./clusterConfig";
import { exposedPorts } from "./config/exposedPorts";
import { parseStackConfig } from "./config/parse";
import { ConfigError } from "./config/problems";
import { readStackConfig } from "./config/readConfig";
import { environment } from "./environment";

/** The program: creates the configured cluster and the configured environment on it. */
function program() {
  const config = parseStackConfig(readStackConfig());
  const cluster = createCluster("cluster", clusterConfig(config));
  environment(config, {
    provider: cluster.provider,
    dependsOn: cluster.ready,
    deletedWith: cluster.deletedWith,
    imageReplacements: cluster.imageReplacements,
  });
  const outputs: Record<string, pulumi.Output<string>> = {};
  if (cluster.kubeconfigPath !== undefined) outputs.kubeconfigPath = cluster.kubeconfigPath;
  for (const { port, page } of exposedPorts(config)) {
    if (page !== undefined)
      outputs[page.output] = pulumi.interpolate`http://${cluster.nodePortHost}:${port}${page.path}`;
  }
  return outputs;
}

function run() {
  try {
    return program();
  } catch (error) {
    // A configuration error is the user's mistake: Pulumi prints a RunError without a stack trace.
    if (error instanceof ConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

export = run();
