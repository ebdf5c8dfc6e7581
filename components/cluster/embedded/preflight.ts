import { join } from "node:path";
import { NODE_CAPABILITIES, PACKAGE_PROGRAMS } from "../../../lib/realNodes";
import type { MachineRequirements } from "../../../runtime/providers/machine/sdk";
import type { EmbeddedClusterSettings } from "./config";
import { PID_FILE } from "./process";

/** What a machine requires for a node that runs containers. */
const nodeRequirements = {
  for: "real nodes",
  capabilities: [...NODE_CAPABILITIES],
  files: [...PACKAGE_PROGRAMS],
  filesystems: ["overlay"],
  namespaces: ["mnt", "net", "pid"],
} satisfies MachineRequirements;

/** Memory of the control plane, a node and a mesh with its sample, in MiB. */
const MEMORY = 2500;
/** Memory of the programs of a further node without its pods, in MiB. */
const MEMORY_OF_WORKER = 250;
/** Disk space in MiB. Every node keeps the images both as archives and unpacked. */
const DISK = 4000;
const DISK_OF_WORKER = 3000;

/**
 * What the machine requires before anything is created: the kernel, memory, disk space, and that the NodePorts are free.
 * @param folder the cluster's folder
 */
export function preflightRequirements(
  { nodeCount, nodePorts }: EmbeddedClusterSettings,
  folder: string,
): MachineRequirements {
  const workers = nodeCount - 1;
  return {
    ...nodeRequirements,
    userNamespaceFor: folder,
    memory: MEMORY + workers * MEMORY_OF_WORKER,
    disk: [{ path: folder, free: DISK + workers * DISK_OF_WORKER }],
    ports: nodePorts,
    pidFile: join(folder, PID_FILE),
  };
}
