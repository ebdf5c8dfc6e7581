import * as pulumi from "@pulumi/pulumi";
import { createCluster } from "../components/cluster";
import { routeNames } from "../components/routing";
import { parseStackConfig } from "./config";
import { environment } from "./environment";
import { ConfigError } from "./problems";
import { readStackConfig } from "./readConfig";

/** The program: the configured cluster with the configured environment on it. */
function program() {
  const config = parseStackConfig(readStackConfig(), routeNames);
  const cluster = createCluster("cluster", config.cluster);
  environment(config, { provider: cluster.provider, dependsOn: cluster.ready });
  const url = (nodePort: number, path = "") =>
    pulumi.interpolate`http://${cluster.nodePortHost}:${nodePort}${path}`;
  const { addons, bookinfo, mesh } = config;
  return {
    kubeconfigPath: cluster.kubeconfigPath,
    ...(bookinfo.enabled && { productpage: url(mesh.ingress.httpNodePort, "/productpage") }),
    ...(addons.zipkin.enabled && { zipkin: url(addons.zipkin.nodePort) }),
    ...(addons.grafana.enabled && { grafana: url(addons.grafana.nodePort, "/dashboard/db/istio-dashboard") }),
    ...(addons.prometheus.enabled &&
      addons.prometheus.nodePort && { prometheus: url(addons.prometheus.nodePort) }),
    ...(addons.servicegraph.enabled &&
      addons.servicegraph.nodePort && { servicegraph: url(addons.servicegraph.nodePort, "/dotviz") }),
  };
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
