import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A node of the cluster. */
export interface RealNode {
  /** The name with which its kubelet registers it. */
  name: string;
  /**
   * Its address in its own network namespace: from the range for tests of network devices (RFC 2544), which no pod or
   * Service uses.
   */
  address: string;
}

/** The cluster's nodes; the first runs the control plane. */
export const realNodes = (count: number): [RealNode, ...RealNode[]] =>
  Array.from({ length: count }, (_, i) => ({ name: `node-${i}`, address: `198.18.0.${i + 1}` })) as [
    RealNode,
    ...RealNode[],
  ];

/** The folder of a node's data, below the cluster's. */
export const nodeFolder = (index: number): string => (index === 0 ? "data" : `data/nodes/node-${index}`);

/** Registers simulated nodes. */
export const simulatedNodes = (count: number, opts: pulumi.CustomResourceOptions): k8s.core.v1.Node[] =>
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
