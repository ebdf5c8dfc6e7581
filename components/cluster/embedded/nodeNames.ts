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
export const realNodes = (count: number): RealNode[] =>
  Array.from({ length: count }, (_, i) => ({ name: `node-${i}`, address: `198.18.0.${i + 1}` }));

/** The folder of a node's data, below the cluster's. */
export const nodeFolder = (index: number): string => (index === 0 ? "data" : `data/nodes/node-${index}`);
