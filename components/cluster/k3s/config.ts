import type * as pulumi from "@pulumi/pulumi";
import type { Capability } from "../../../lib/capabilities";
import type { DockerDaemon } from "../../../runtime/providers/machine/sdk";
import type { NodePortUse } from "../config";

/** k3s in containers of a Docker engine: https://docs.k3s.io */
export interface K3sClusterConfig {
  driver: "k3s";
  /** The k3s release, as the tag of its image. Default {@link DEFAULT_VERSION}. */
  version?: string;
  /** The image, by any name; one that the engine has is not pulled. Default `rancher/k3s:VERSION`. */
  image?: string;
  /** How many servers: 1 (data in SQLite), or 3 (data in embedded etcd). Default 1. */
  servers?: 1 | 3;
  /** How many agents: nodes without a control plane. Default 0; servers run pods too. */
  agents?: number;
  /** Begins the names of containers, volumes and the network on the engine. Default PROJECT-STACK. */
  name?: string;
  /** The engine. Default: $DOCKER_HOST, else this machine's. */
  docker?: DockerDaemon;
  /** The address of the engine's host on which the API and NodePorts are published. Default 127.0.0.1. */
  address?: string;
  /**
   * The name or address by which that host is reached. Default: of an engine on this machine `address`, of another the host
   * in its URL.
   */
  host?: string;
  /** The API's port on that host. Default 6443. */
  apiPort?: number;
  /** NodePorts that are published on that host, at the first server's container. Default: none. */
  nodePorts?: readonly NodePortUse[];
  /**
   * The addresses of the containers, at least a /24: each node then has one that stays. Default: Docker chooses, and an
   * address may change when a container is started again. Needed for 3 servers, as etcd's members are known by theirs.
   */
  subnet?: string;
  /** The addresses of pods. Default k3s's own, 10.42.0.0/16. */
  podCIDR?: string;
  /** The addresses of Services. Default k3s's own, 10.43.0.0/16. */
  serviceCIDR?: string;
  /** What k3s brings and the environment does not need. Default: none of it. */
  components?: { traefik?: boolean; serviceLB?: boolean; metricsServer?: boolean };
  /** Mirrors of image registries, and credentials for them. Default: none. */
  registries?: pulumi.Input<K3sRegistries>;
  /** Arguments at the end of `k3s server`. Default: none. */
  serverArgs?: readonly string[];
  /** Arguments at the end of `k3s agent`. Default: none. */
  agentArgs?: readonly string[];
  /** Environment variables of all nodes. Default: none. */
  env?: Readonly<Record<string, string>>;
  /** What each server may use. Default: all. */
  serverLimits?: K3sLimits;
  /** What each agent may use. Default: all. */
  agentLimits?: K3sLimits;
  /** Run the containers with these capabilities, and not privileged. Default: privileged, as k3s's documentation has it. */
  capabilities?: readonly Capability[];
  /** Docker's security options, such as `seccomp=unconfined`. Default: Docker's own. */
  securityOptions?: readonly string[];
  /** Folders of the engine's host that every node sees. Default: none. */
  mounts?: readonly { source: string; target: string; readOnly?: boolean }[];
  /** The folder on this machine for the kubeconfig. Default: as the embedded cluster's. */
  dataDirectory?: string;
}

/** What a container may use. */
export interface K3sLimits {
  /** Processors: `1.5`. */
  cpus?: number;
  /** MiB. */
  memory?: number;
}

/** As k3s's registries.yaml has it: https://docs.k3s.io/installation/private-registry */
export interface K3sRegistries {
  /** By registry (`docker.io`, or `"*"` for all): where its images are looked for first. */
  mirrors?: Record<string, { endpoints: string[]; rewrites?: Record<string, string> }>;
  /** By registry: who is asking, and whom to trust. */
  credentials?: Record<string, K3sRegistryCredentials>;
}

interface K3sRegistryCredentials {
  username?: string;
  password?: string;
  /** A bearer token in their place. */
  token?: string;
  /** PEM of the authority of the registry's certificate. */
  ca?: string;
  /** PEM of the client's certificate and key. */
  certificate?: string;
  key?: string;
  /** Trust any certificate. Default false. */
  insecureSkipVerify?: boolean;
}

/** The newest k3s on which Istio 0.2 runs: Kubernetes 1.22 took away the API versions that Pilot asks for. */
export const DEFAULT_VERSION = "v1.21.14-k3s1";

/** The host in the URL of an engine elsewhere; undefined for one on this machine. */
export function remoteHost(url: string | undefined): string | undefined {
  if (url === undefined || /^(unix|npipe):/.test(url) || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return hostname === "" ? undefined : hostname.replace(/^\[|\]$/g, "");
}

/** Where the API and NodePorts answer: the given host, else the engine's. */
export function publishedHost(
  { host, address = "127.0.0.1" }: Pick<K3sClusterConfig, "host" | "address">,
  engine: string | undefined,
): string {
  if (host !== undefined) return host;
  return remoteHost(engine) ?? (["0.0.0.0", "::"].includes(address) ? "127.0.0.1" : address);
}
