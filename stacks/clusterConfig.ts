import type { ClusterConfig, NodePortUse } from "../components/cluster";
import { builtImages } from "./builtImages";
import { clusterRequirements } from "./clusterRequirements";
import { buildsImages, type StackConfig } from "./config";
import { k3sVersion } from "./k3sVersion";

/** The cluster that a stack's configuration says, with what the driver is to know of the rest. */
export function clusterConfig(config: StackConfig): ClusterConfig {
  const { cluster } = config;
  if (cluster.driver === "existing")
    return { ...cluster, requirements: clusterRequirements(config, nodePorts(config)) };
  if (cluster.driver === "k3s")
    return { ...cluster, version: k3sVersion(config), nodePorts: nodePorts(config) };
  if (cluster.driver !== "embedded" || !buildsImages(config)) return cluster;
  return { ...cluster, images: builtImages(config), nodePorts: nodePorts(config) };
}

/** The NodePorts that the stack asks for by number. */
export function nodePorts({ mesh, addons }: StackConfig): NodePortUse[] {
  const uses: [purpose: string, port: number | undefined][] = [
    ["the ingress (mesh.ingress.httpNodePort)", mesh.ingress.httpNodePort],
    ["the ingress (mesh.ingress.httpsNodePort)", mesh.ingress.httpsNodePort],
    ...Object.entries(addons)
      .filter(([, { enabled }]) => enabled)
      .map(([name, { nodePort }]): [string, number | undefined] => [
        `${name} (addons.${name}.nodePort)`,
        nodePort,
      ]),
  ];
  return uses.flatMap(([purpose, port]) => (port === undefined ? [] : [{ port, for: purpose }]));
}
