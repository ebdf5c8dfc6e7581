import * as pulumi from "@pulumi/pulumi";
import { createCluster } from "../components/cluster";
import { clusterConfig } from "./clusterConfig";
import { parseStackConfig } from "./config";
import { environment } from "./environment";
import { ConfigError } from "./problems";
import { readStackConfig } from "./readConfig";

/** The program: the configured cluster with the configured environment on it. */
function program() {
  const config = parseStackConfig(readStackConfig());
  const cluster = createCluster("cluster", clusterConfig(config));
  environment(config, {
    provider: cluster.provider,
    dependsOn: cluster.ready,
    deletedWith: cluster.deletedWith,
    imageReplacements: cluster.imageReplacements,
  });
  const { addons, bookinfo, mesh } = config;
  const pages: [name: string, enabled: boolean, nodePort: number | undefined, path: string][] = [
    ["productpage", bookinfo.enabled, mesh.ingress.httpNodePort, "/productpage"],
    ["zipkin", addons.zipkin.enabled, addons.zipkin.nodePort, ""],
    ["grafana", addons.grafana.enabled, addons.grafana.nodePort, "/dashboard/db/istio-dashboard"],
    ["prometheus", addons.prometheus.enabled, addons.prometheus.nodePort, "/graph"],
    ["servicegraph", addons.servicegraph.enabled, addons.servicegraph.nodePort, "/dotviz"],
  ];
  const outputs: Record<string, pulumi.Output<string>> = {};
  if (cluster.kubeconfigPath !== undefined) outputs.kubeconfigPath = cluster.kubeconfigPath;
  for (const [name, enabled, nodePort, path] of pages) {
    if (enabled && nodePort !== undefined)
      outputs[name] = pulumi.interpolate`http://${cluster.nodePortHost}:${nodePort}${path}`;
  }
  return outputs;
}

function run() {
  try {
    return program();
  } catch (error) {
    // The user's mistake, not the program's: the message without a stack trace.
    if (error instanceof ConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

export = run();
