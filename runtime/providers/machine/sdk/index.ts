import type { z } from "zod";
import type { daemonOptions } from "../../../../lib/clients/docker/daemonOptions";
import type { ArgsOf } from "../../framework/sdk/definition";
import { type DeepInputs, resourceClass } from "../../framework/sdk/resourceClass";
import * as cluster from "./cluster";
import * as files from "./files";
import * as preflight from "./preflight";
import * as process from "./process";
import * as programs from "./programs";

/** Selects a Docker daemon, with the same fields as `docker.Provider`. */
export type DockerDaemon = DeepInputs<z.input<typeof daemonOptions>>;

/** What an environment requires of a cluster that it is deployed to. */
export type ClusterRequirements = Omit<
  ArgsOf<typeof preflight.clusterPreflight>,
  "for" | "kubeconfig" | "context" | "network"
>;

/** Objects of others that must not exist on the cluster. */
export type AbsentObjects = NonNullable<ClusterRequirements["absent"]>[number];

export type MachineRequirements = ArgsOf<typeof preflight.machinePreflight>;

/** Components pass a description from `runtime/images` through unchanged. */
interface DescriptionArgs {
  description: object;
}

export class ClusterCredentials extends resourceClass(cluster.clusterCredentials) {}
export class ClusterNode extends resourceClass(cluster.clusterNode) {}
export class ClusterPreflight extends resourceClass(preflight.clusterPreflight) {}
export class ContainerdImage extends resourceClass(programs.containerdImage) {}
export class ContainerGeneration extends resourceClass(cluster.containerGeneration) {}
export class Directory extends resourceClass(files.directory) {}
export class DockerPreflight extends resourceClass(preflight.dockerPreflight) {}
export class Files extends resourceClass(files.files) {}
export class GoBinary extends resourceClass(programs.goBinary) {}
export class Image extends resourceClass<typeof programs.image, DescriptionArgs>(programs.image) {}
export class MachinePreflight extends resourceClass(preflight.machinePreflight) {}
export class NodeDrain extends resourceClass(cluster.nodeDrain) {}
export class NodesReady extends resourceClass(cluster.nodesReady) {}
export class Ports extends resourceClass(process.ports) {}
export class Process extends resourceClass(process.process) {}
export class RandomSecret extends resourceClass(process.randomSecret) {}
export class RootFileSystem extends resourceClass<typeof programs.rootFileSystem, DescriptionArgs>(
  programs.rootFileSystem,
) {}
