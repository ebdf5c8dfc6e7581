import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { NODE_CAPABILITIES, PACKAGE_PROGRAMS } from "../../../lib/realNodes";
import { MachinePreflight, type MachineRequirements } from "../../../runtime/providers/machine/sdk";
import { stackDataDirectory } from "../dataDirectory";
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

/** MiB of the control plane, a node and a mesh with its sample. */
const MEMORY = 2500;
/** MiB of a further node's programs, without pods. */
const MEMORY_OF_WORKER = 250;
/** MiB: every node keeps images as archives and unpacked. */
const DISK = 4000;
const DISK_OF_WORKER = 3000;

/** Checks the machine before anything is created: the kernel, memory, disk space, and that the NodePorts are free. */
export function machinePreflight(
  name: string,
  { dataDirectory, nodeCount, nodePorts }: EmbeddedClusterSettings,
  opts: pulumi.CustomResourceOptions,
): MachinePreflight {
  const folder = dataDirectory ?? stackDataDirectory();
  const workers = nodeCount - 1;
  return new MachinePreflight(
    `${name}-prerequisites`,
    {
      ...nodeRequirements,
      userNamespaceFor: folder,
      memory: MEMORY + workers * MEMORY_OF_WORKER,
      disk: [{ path: folder, free: DISK + workers * DISK_OF_WORKER }],
      ports: nodePorts,
      pidFile: join(folder, PID_FILE),
    },
    // As of the default folder itself, which stays when the checkout moves.
    dataDirectory === undefined
      ? { ...opts, ignoreChanges: ["userNamespaceFor", "disk[0].path", "pidFile"] }
      : opts,
  );
}
