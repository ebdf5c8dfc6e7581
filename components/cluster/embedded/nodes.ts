/** A node of the cluster. */
export interface RealNode {
  /** The name under which its kubelet registers it. */
  name: string;
  /**
   * Its address in the network namespace that it has for itself: one of the range for tests of network devices
   * (RFC 2544), which no pod or Service has.
   */
  address: string;
}

/** The cluster's nodes, of which the first has the control plane. */
export const realNodes = (count: number): [RealNode, ...RealNode[]] =>
  Array.from({ length: count }, (_, i) => ({ name: `node-${i}`, address: `198.18.0.${i + 1}` })) as [
    RealNode,
    ...RealNode[],
  ];

/** The folder of a node's own data, below the cluster's. */
export const nodeFolder = (index: number): string => (index === 0 ? "data" : `data/nodes/node-${index}`);

/** The part of the binary's configuration that says what the node is. */
export interface NodeConfig {
  name: string;
  address: string;
  /** The image of the process that holds a pod's namespaces, as containerd has it. */
  sandboxImage: string;
  clusterDNS: string;
}

/**
 * The Node object of a simulated node: the annotation is what makes KWOK play its kubelet. Its capacity is KWOK's (a
 * thousand cores, 1 TiB, a million pods), so that everything fits: server-side apply cannot set a Node's status.
 */
export function simulatedNode(name: string) {
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
