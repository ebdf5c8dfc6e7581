import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Directory } from "../../../runtime/providers/machine/sdk";
import { ObjectsComponent } from "../../register";
import { dnsServiceAddress } from "../addresses";
import type { Cluster } from "../clusterComponent";
import { planClusterDns } from "./clusterDns";
import type { EmbeddedClusterSettings } from "./config";
import { importIntoNodes, type RealNodeFiles } from "./nodeImages";
import { ADDRESS } from "./place";

/** What the nodes of a running cluster depend on. */
interface NodeSurroundings {
  kubernetes: pulumi.Resource;
  provider: k8s.Provider;
  directory: Directory;
  /** The programs and images of real nodes; absent with simulated ones. */
  real?: RealNodeFiles;
}

type Nodes = Pick<Cluster, "ready" | "nodePortHost" | "imageReplacements">;

/** Registers simulated nodes, or prepares real ones for pods. */
export function createNodes(
  name: string,
  config: EmbeddedClusterSettings,
  { kubernetes, provider, directory, real }: NodeSurroundings,
  parent: pulumi.Resource,
): Nodes {
  const after = { parent, provider, dependsOn: [kubernetes], deletedWith: directory };
  return real === undefined
    ? { ready: simulatedNodes(config.nodeCount, after) }
    : prepareRealNodes(name, config, real, directory, after);
}

/** Imports the images into the nodes, and creates the cluster's DNS. */
function prepareRealNodes(
  name: string,
  config: EmbeddedClusterSettings,
  files: RealNodeFiles,
  directory: Directory,
  { provider, ...opts }: pulumi.CustomResourceOptions,
): Nodes {
  const { pauses, replacements } = importIntoNodes(name, config, files, directory, opts);
  new ObjectsComponent(
    planClusterDns(`${name}-dns`, dnsServiceAddress(config.serviceCIDR), { replacements }),
    { parent: opts.parent, provider, deletedWith: directory, dependsOn: pauses },
  );
  return { ready: pauses, nodePortHost: pulumi.output(ADDRESS), imageReplacements: replacements };
}

/** Registers simulated nodes. */
const simulatedNodes = (count: number, opts: pulumi.CustomResourceOptions): k8s.core.v1.Node[] =>
  Array.from({ length: count }, (_, i) => {
    const node = `node-${i}`;
    return new k8s.core.v1.Node(node, simulatedNode(node), opts);
  });

/**
 * The Node object of a simulated node. The annotation makes KWOK simulate its kubelet. The capacity is KWOK's (a
 * thousand cores, 1 TiB, a million pods), because server-side apply cannot set a Node's status; every pod fits.
 */
function simulatedNode(name: string) {
  return {
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "node-role.kubernetes.io/worker": "",
        type: "kwok",
      },
    },
  };
}
