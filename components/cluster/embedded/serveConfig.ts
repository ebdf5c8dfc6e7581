import * as pulumi from "@pulumi/pulumi";
import { dnsServiceAddress } from "../addresses";
import type { EmbeddedClusterSettings } from "./config";
import { type RealNode, realNodes } from "./nodeNames";
import { ADDRESS } from "./place";

/** What a real node runs. */
export interface NodePrograms {
  /** The folder with its root file system. */
  root: pulumi.Input<string>;
  /** The name in containerd of the image whose process holds a pod's namespaces. */
  sandboxImage: pulumi.Input<string>;
}

/** The part of the binary's configuration that describes the node. */
interface NodeConfig extends RealNode, pulumi.Unwrap<NodePrograms> {
  clusterDNS: string;
}

/** The configuration file of the binary's `serve --config`. */
interface ServeConfig {
  dataDir: string;
  logDir: string;
  pkiDir: string;
  apiServer: { bindAddress: string; port: number };
  serviceCIDR: string;
  podCIDR: string;
  emulatedVersion: string;
  simulatedNodes: boolean;
  node?: NodeConfig;
  workers?: RealNode[];
}

/** Where the cluster runs, and what its real nodes run. */
interface ServeSettings {
  folder: pulumi.Input<string>;
  port: pulumi.Input<number>;
  /** Absent with simulated nodes. */
  real?: NodePrograms;
}

/** The text of the configuration file: JSON with a line per field, without undefined fields. */
export function serveConfigText(
  config: EmbeddedClusterSettings,
  settings: ServeSettings,
): pulumi.Output<string> {
  return pulumi.output(settings).apply((known) => `${JSON.stringify(serveConfig(config, known), null, 2)}\n`);
}

function serveConfig(
  { nodeCount, podCIDR, serviceCIDR, kubernetesVersion }: EmbeddedClusterSettings,
  { folder, port, real }: pulumi.Unwrap<ServeSettings>,
): ServeConfig {
  const [first, ...workers] = realNodes(nodeCount);
  return {
    dataDir: `${folder}/data`,
    logDir: `${folder}/logs`,
    pkiDir: `${folder}/pki`,
    apiServer: { bindAddress: ADDRESS, port },
    serviceCIDR,
    podCIDR,
    emulatedVersion: kubernetesVersion,
    simulatedNodes: real === undefined,
    ...(real !== undefined && {
      node: { ...first, ...real, clusterDNS: dnsServiceAddress(serviceCIDR) },
      ...(workers.length > 0 && { workers }),
    }),
  };
}
