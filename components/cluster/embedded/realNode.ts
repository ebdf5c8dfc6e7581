import type { PrerequisitesArgs } from "../local";
import type { NodePortUse } from "../types";

/** The name of the node, under which its kubelet registers it. */
export const NODE_NAME = "node-0";
/**
 * The node's address in the network namespace that it has for itself: one of the range for tests of network devices
 * (RFC 2544), which no pod or Service has.
 */
export const NODE_ADDRESS = "198.18.0.1";

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

/** MiB: images are kept as archives and unpacked. */
const DISK = 4000;

/** What is to be free where a node runs: room for its data, and the NodePorts that the stack is to answer on. */
export function placePrerequisites(
  dataDirectory: string,
  nodePorts: readonly NodePortUse[],
): Pick<PrerequisitesArgs, "disk" | "ports"> {
  return { disk: [{ path: dataDirectory, free: DISK }], ports: [...nodePorts] };
}

/** The part of the binary's configuration that says what the node is. */
export interface NodeConfig {
  name: string;
  address: string;
  /** The image of the process that holds a pod's namespaces, as containerd has it. */
  sandboxImage: string;
  clusterDNS: string;
}
