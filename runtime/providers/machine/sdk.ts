import type { z } from "zod";
import type { daemonOptions } from "../../../lib/clients/docker/withDaemon";
import { type ArgsOf, type DeepInputs, resourceClass } from "../framework/sdk";
import type { requirements } from "./preflight/cluster/requirements";

/** Selects a Docker daemon, with the same fields as `docker.Provider`. */
export type DockerDaemon = DeepInputs<z.input<typeof daemonOptions>>;

/** What an environment requires of a cluster that it is deployed to. */
export type ClusterRequirements = Omit<
  z.input<typeof requirements>,
  "for" | "kubeconfig" | "context" | "network"
>;

/** Objects of others that must not exist on the cluster. */
export type AbsentObjects = NonNullable<ClusterRequirements["absent"]>[number];

/** A cluster's public-key infrastructure: authorities, certificates and keys, and the administrator's kubeconfig. */
export class ClusterCredentials extends resourceClass<
  typeof import("./clusterCredentials").clusterCredentials
>("local:index:ClusterCredentials", [
  "files",
  "caCertificate",
  "kubeconfig",
  "adminCertificate",
  "adminKey",
]) {}

/** A node of a cluster that joins by itself. Deletion drains it and deletes its Node object. */
export class ClusterNode extends resourceClass<typeof import("./clusterNode").clusterNode>(
  "local:index:ClusterNode",
  [],
) {}

/** Preflight checks of a Kubernetes cluster, run by each `up`. All failures are one error. */
export class ClusterPreflight extends resourceClass<typeof import("./clusterPreflight").clusterPreflight>(
  "local:index:ClusterPrerequisites",
  ["met"],
) {}

/** An image in a containerd, from which the kubelet starts containers. */
export class ContainerdImage extends resourceClass<typeof import("./containerdImage").containerdImage>(
  "local:index:ContainerdImage",
  ["imported"],
) {}

/** Counts how often an `up` found that a container does not run. A label with the count creates the container again. */
export class ContainerGeneration extends resourceClass<
  typeof import("./containerGeneration").containerGeneration
>("local:index:ContainerGeneration", ["generation"]) {}

/** A directory for its user only (0700), deleted with its contents. */
export class Directory extends resourceClass<typeof import("./directory").directory>(
  "local:index:Directory",
  ["instance"],
) {}

/** The kernel modules that a node in a container and iptables in its pods use. */
const NODE_KERNEL = [
  { anyOf: ["overlay"], for: "the file systems of containers" },
  { anyOf: ["nf_conntrack"], for: "Services" },
  { anyOf: ["iptable_nat", "nft_compat"], for: "the NAT table, by which proxies get their pods' traffic" },
  { anyOf: ["xt_REDIRECT"], for: "redirection to the proxies" },
  { anyOf: ["xt_owner"], for: "letting the proxies' own traffic pass" },
];

/**
 * Preflight checks of a Docker daemon and its host, run by each `up`. All failures are one error. Default of
 * `kernelModules`: those of nodes in containers and of the proxies' iptables.
 */
export class DockerPreflight extends resourceClass<typeof import("./dockerPreflight").dockerPreflight>(
  "local:index:DockerPrerequisites",
  ["met"],
  { kernelModules: NODE_KERNEL },
) {}

/** A set of files for their user only (0600). */
export class Files extends resourceClass<typeof import("./files").files>("local:index:Files", [
  "paths",
  "fingerprint",
]) {}

/** A program built from a Go module, in a cache that stacks and checkouts share. */
export class GoBinary extends resourceClass<typeof import("./goBinary").goBinary>("local:index:GoBinary", [
  "path",
  "key",
]) {}

/** A container image built from package registries, in a cache that stacks and checkouts share. */
export class Image extends resourceClass<
  typeof import("./image").image,
  // Components pass a description from `runtime/images` through unchanged.
  { description: object }
>("local:index:Image", ["name", "digest", "archive", "key"]) {}

/** Preflight checks of this machine, run by each `up`. All failures are one error. */
export class MachinePreflight extends resourceClass<typeof import("./machinePreflight").machinePreflight>(
  "local:index:Prerequisites",
  ["met"],
) {}
export type MachineRequirements = ArgsOf<typeof import("./machinePreflight").machinePreflight>;

/** Drains a node before its container, which depends on this, is replaced. */
export class NodeDrain extends resourceClass<typeof import("./clusterNode").nodeDrain>(
  "local:index:NodeDrain",
  [],
) {}

/** A cluster whose API answers and whose nodes are ready. Each `up` checks this and waits for it. */
export class NodesReady extends resourceClass<typeof import("./nodesReady").nodesReady>(
  "local:index:NodesReady",
  ["ready"],
) {}

/** Free ports, chosen once and kept. */
export class Ports extends resourceClass<typeof import("./ports").ports>("local:index:Ports", ["ports"]) {}

/** A process that outlives the command. The next `up` starts it again when it has died. */
export class Process extends resourceClass<typeof import("./process").process>("local:index:Process", [
  "pid",
  "startTime",
  "bootId",
  "fingerprint",
]) {}

/** A random secret, drawn once and kept in the state. */
export class RandomSecret extends resourceClass<typeof import("./randomSecret").randomSecret>(
  "local:index:RandomSecret",
  ["value"],
) {}

/** A folder with the files of programs, unpacked from packages into a cache that stacks and checkouts share. */
export class RootFileSystem extends resourceClass<
  typeof import("./rootFileSystem").rootFileSystem,
  // Components pass a description from `runtime/images` through unchanged.
  { description: object }
>("local:index:RootFileSystem", ["path", "key", "instance"]) {}
