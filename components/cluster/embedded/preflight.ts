import type { MachineRequirements } from "../../../runtime/providers/machine/sdk";
import type { NodePortUse } from "../config";

const CNI_PLUGINS = "/usr/lib/cni";
const cniPlugin = (name: string) => ({
  name: `${CNI_PLUGINS}/${name}`,
  package: "containernetworking-plugins",
});

/** What a machine requires for a node that runs containers. */
export const nodeRequirements = {
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
  /** The control plane, the node and a mesh with its sample use about 2 GiB. */
  memory: 2500,
} satisfies MachineRequirements;

/** MiB: every node keeps images as archives and unpacked. */
const DISK = 4000;
const DISK_OF_WORKER = 3000;
/** MiB of a node's programs, without pods. */
const MEMORY_OF_WORKER = 250;

/** Memory, disk space and NodePorts that must be free. */
export function placeRequirements(
  dataDirectory: string,
  nodeCount: number,
  nodePorts: readonly NodePortUse[],
): Pick<MachineRequirements, "memory" | "disk" | "ports"> {
  const workers = nodeCount - 1;
  return {
    memory: nodeRequirements.memory + workers * MEMORY_OF_WORKER,
    disk: [{ path: dataDirectory, free: DISK + workers * DISK_OF_WORKER }],
    ports: [...nodePorts],
  };
}
