import type * as pulumi from "@pulumi/pulumi";
import type { Capability } from "../../../lib/capabilities";
import type { DockerDaemon } from "../../../runtime/providers/machine/sdk";

/** An existing Rancher 1.6 server. Its access control must be enabled, and stays unchanged. */
export interface ExistingRancher {
  /** Its URL, `https://rancher.example.org`. */
  url: string;
  /** An account API key (API, Keys, Account API Keys). */
  accessKey: pulumi.Input<string>;
  /** Should be a secret. */
  secretKey?: pulumi.Input<string>;
  /** PEM of the authority that signed the certificate of an https URL. Default: Node's built-in ones. */
  caCertificate?: string;
}

/** An external MySQL database for the server: it must exist, and be empty at first. */
export interface RancherDatabase {
  host: string;
  /** Default 3306. */
  port?: number;
  /** Default `cattle`. */
  user?: string;
  /** Should be a secret. Default `cattle`, which is the image's. */
  password?: pulumi.Input<string>;
  /** Its name. Default `cattle`. */
  name?: string;
}

/** A Rancher 1.6 server that this stack runs, as a container. */
export interface RancherServerConfig {
  /** A name or address at which hosts and Pulumi reach the server's machine; not loopback. */
  address: string;
  /** Its port there. Default 8080. */
  port?: number;
  /**
   * The address on which to publish the port. Default: `address` if that is an IPv4 address, else all of the machine's.
   */
  listenAddress?: string;
  /** Default `rancher/server:v1.6.30`. */
  image?: string;
  /** The Docker daemon that runs it. Default: as for docker.Provider without arguments. */
  docker?: DockerDaemon;
  /** Default: the server's own, in a Docker volume that is deleted with the stack. */
  database?: RancherDatabase;
  /** The administrator's name. Default `admin`. */
  adminUsername?: string;
  /** Should be a secret. Default: generated once, kept, and written to `admin-password` next to the kubeconfig. */
  adminPassword?: pulumi.Input<string>;
}

/** A machine with Docker that becomes a host of the environment. */
export interface RancherHostConfig {
  /** The host's name in this stack and its messages. */
  name: string;
  /** Its Docker daemon. Default: as for docker.Provider without arguments. */
  docker?: DockerDaemon;
  /** Its address in the environment (CATTLE_AGENT_IP). Default: the one that the server sees. */
  address?: string;
  /** Host labels (CATTLE_HOST_LABELS). Default: only the driver's own. */
  labels?: Record<string, string>;
}

/** Timeouts in seconds. */
export interface RancherTimeouts {
  /** Until the server's API answers, and for later interruptions. Default 300. */
  server?: number;
  /** Until the environment is created or deleted. Default 600. */
  environment?: number;
  /** Until a host is active or deleted. Default 600. */
  host?: number;
  /** Until the Kubernetes stack is healthy and its API answers. Default 1200. */
  kubernetes?: number;
}

/** Kubernetes by Rancher 1.6: a server, an environment of the Kubernetes template, and hosts with agents. */
export interface RancherClusterConfig {
  driver: "rancher";
  /** The server to run. Not together with `existing`. */
  server?: RancherServerConfig;
  /** The existing server. Not together with `server`. */
  existing?: ExistingRancher;
  /** The environment's name. Default `kubernetes`. */
  environment?: string;
  /** The environment's project template. Default `Kubernetes`. */
  template?: string;
  hosts: readonly RancherHostConfig[];
  /** The agent's image. Default: the one that the server names. */
  agentImage?: string;
  /** Capabilities for the agents instead of privileged mode. Default: privileged, which Rancher's own agent needs. */
  capabilities?: readonly Capability[];
  /** The host of NodePorts. Default: the first host's address. */
  nodePortHost?: string;
  timeouts?: RancherTimeouts;
}
