import type * as pulumi from "@pulumi/pulumi";
import type { Capability } from "../../../lib/capabilities";
import type { DockerDaemon } from "../../../runtime/providers/machine/sdk";
import type { NodePortUse } from "../config";

/** k3s in containers of a Docker daemon: https://docs.k3s.io */
export interface K3sClusterConfig {
  driver: "k3s";
  /** The k3s release, as the tag of its image. Default {@link DEFAULT_VERSION}. */
  version?: string;
  /** The image, by any name; an image that the daemon has is not pulled. Default `rancher/k3s:VERSION`. */
  image?: string;
  /** The number of servers: 1 (data in SQLite), or 3 (data in embedded etcd). Default 1. */
  servers?: 1 | 3;
  /** The number of agents: nodes without a control plane. Default 0; servers run pods too. */
  agents?: number;
  /** Prefix of the names of containers, volumes and the network. Default PROJECT-STACK. */
  name?: string;
  /** The Docker daemon. Default: $DOCKER_HOST, else this machine's. */
  docker?: DockerDaemon;
  /** The address of the daemon's host on which the API and NodePorts are published. Default 127.0.0.1. */
  address?: string;
  /**
   * The name or address at which clients reach that host. Default: `address` for a daemon on this machine, else the
   * host in its URL.
   */
  host?: string;
  /** The API's port on that host. Default 6443. */
  apiPort?: number;
  /** NodePorts to publish on that host, from the first server's container. Default: none. */
  nodePorts?: readonly NodePortUse[];
  /**
   * The address range of the containers, at least a /24, from which each node gets a fixed address. Default: Docker
   * chooses, and a restart may change an address. Required for 3 servers, because etcd identifies its members by
   * address.
   */
  subnet?: string;
  /** The address range of pods. Default k3s's own, 10.42.0.0/16. */
  podCIDR?: string;
  /** The address range of Services. Default k3s's own, 10.43.0.0/16. */
  serviceCIDR?: string;
  /** Components of k3s that the environment does not need. Default: all are disabled. */
  components?: { traefik?: boolean; serviceLB?: boolean; metricsServer?: boolean };
  /** Mirrors of image registries, and credentials for them. Default: none. */
  registries?: pulumi.Input<K3sRegistries>;
  /** Arguments to append to `k3s server`. Default: none. */
  serverArgs?: readonly string[];
  /** Arguments to append to `k3s agent`. Default: none. */
  agentArgs?: readonly string[];
  /** Environment variables of all nodes. Default: none. */
  env?: Readonly<Record<string, string>>;
  /** Resource limits of each server. Default: none. */
  serverLimits?: K3sLimits;
  /** Resource limits of each agent. Default: none. */
  agentLimits?: K3sLimits;
  /** Capabilities for the containers instead of privileged mode. Default: privileged, as in k3s's documentation. */
  capabilities?: readonly Capability[];
  /** Docker's security options, such as `seccomp=unconfined`. Default: Docker's own. */
  securityOptions?: readonly string[];
  /** Folders of the daemon's host to mount in every node. Default: none. */
  mounts?: readonly { source: string; target: string; readOnly?: boolean }[];
  /** The folder on this machine for the kubeconfig. Default: as the embedded cluster's. */
  dataDirectory?: string;
}

/** Resource limits of a container. */
export interface K3sLimits {
  /** Processors: `1.5`. */
  cpus?: number;
  /** MiB. */
  memory?: number;
}

/** The contents of k3s's registries.yaml: https://docs.k3s.io/installation/private-registry */
export interface K3sRegistries {
  /** By registry (`docker.io`, or `"*"` for all): where to look for its images first. */
  mirrors?: Record<string, { endpoints: string[]; rewrites?: Record<string, string> }>;
  /** By registry: credentials and trusted authorities. */
  credentials?: Record<string, K3sRegistryCredentials>;
}

interface K3sRegistryCredentials {
  username?: string;
  password?: string;
  /** A bearer token instead of username and password. */
  token?: string;
  /** PEM of the authority of the registry's certificate. */
  ca?: string;
  /** PEM of the client's certificate and key. */
  certificate?: string;
  key?: string;
  /** Trust any certificate. Default false. */
  insecureSkipVerify?: boolean;
}

/** The newest k3s on which Istio 0.2 runs: Kubernetes 1.22 removed the API versions that Pilot uses. */
export const DEFAULT_VERSION = "v1.21.14-k3s1";

/** The host in the URL of a remote Docker daemon; undefined for one on this machine. */
export function remoteHost(url: string | undefined): string | undefined {
  if (url === undefined || /^(unix|npipe):/.test(url) || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return hostname === "" ? undefined : hostname.replace(/^\[|\]$/g, "");
}

/** Where the API and NodePorts answer: the given host, else the daemon's. */
export function publishedHost(
  { host, address = "127.0.0.1" }: Pick<K3sClusterConfig, "host" | "address">,
  daemonUrl: string | undefined,
): string {
  if (host !== undefined) return host;
  return remoteHost(daemonUrl) ?? (["0.0.0.0", "::"].includes(address) ? "127.0.0.1" : address);
}
