import type { PrerequisitesArgs } from "../local";
import type { NodePortUse } from "../nodePortUse";

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

const CNI_PLUGINS = "/usr/lib/cni";
const cniPlugin = (name: string) => ({
  name: `${CNI_PLUGINS}/${name}`,
  package: "containernetworking-plugins",
});

/** What a machine is to have for a node on which containers run, whatever runs there. */
export const nodePrerequisites = {
  for: "real nodes",
  capabilities: ["CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_SYS_CHROOT", "CAP_MKNOD"],
  files: [
    { name: "containerd", package: "containerd" },
    { name: "ctr", package: "containerd" },
    { name: "runc", package: "runc" },
    { name: "iptables", package: "iptables" },
    ...["host-local", "loopback", "portmap", "ptp"].map(cniPlugin),
  ],
  filesystems: ["overlay"],
  namespaces: ["mnt", "net", "pid"],
  /** The control plane, the node and a mesh with its sample take some 2 GiB. */
  memory: 2500,
} satisfies PrerequisitesArgs;

/** MiB: images are kept as archives and unpacked, by every node. */
const DISK = 4000;
const DISK_OF_WORKER = 3000;
/** MiB of a node's own programs, without what runs on it. */
const MEMORY_OF_WORKER = 250;

/** What is to be free where nodes run: memory, room for their data, and the NodePorts that the stack is to answer on. */
export function placePrerequisites(
  dataDirectory: string,
  nodeCount: number,
  nodePorts: readonly NodePortUse[],
): Pick<PrerequisitesArgs, "memory" | "disk" | "ports"> {
  const workers = nodeCount - 1;
  return {
    memory: nodePrerequisites.memory + workers * MEMORY_OF_WORKER,
    disk: [{ path: dataDirectory, free: DISK + workers * DISK_OF_WORKER }],
    ports: [...nodePorts],
  };
}

/** The part of the binary's configuration that says what the node is. */
export interface NodeConfig {
  name: string;
  address: string;
  /** The image of the process that holds a pod's namespaces, as containerd has it. */
  sandboxImage: string;
  clusterDNS: string;
}
