import type * as pulumi from "@pulumi/pulumi";
import type { Capability } from "../../../lib/capabilities";
import type { DockerDaemon } from "../../../runtime/providers/machine/sdk";

/** A Rancher 1.6 server that exists already. Its access control is on, and stays as it is. */
export interface ExistingRancher {
  /** Its URL, `https://rancher.example.org`. */
  url: string;
  /** An account API key of it (API, Keys, Account API Keys). */
  accessKey: pulumi.Input<string>;
  /** Give it as a secret. */
  secretKey?: pulumi.Input<string>;
  /** PEM of the authority that signed the certificate of an https URL. Default: those that Node trusts. */
  caCertificate?: string;
}

/** An external MySQL database of the server: it exists, and is empty at first. */
export interface RancherDatabase {
  host: string;
  /** Default 3306. */
  port?: number;
  /** Default `cattle`. */
  user?: string;
  /** Give it as a secret. Default `cattle`, which is the image's. */
  password?: pulumi.Input<string>;
  /** Its name. Default `cattle`. */
  name?: string;
}

/** A Rancher 1.6 server that this stack runs, as a container. */
export interface RancherServerConfig {
  /** A name or address of the machine at which its hosts, and who runs Pulumi, reach it; not loopback. */
  address: string;
  /** Its port there. Default 8080. */
  port?: number;
  /** The address that the port is published on. Default: `address` where that is an IPv4 address, else all of the machine's. */
  listenAddress?: string;
  /** Default `rancher/server:v1.6.30`. */
  image?: string;
  /** The Docker engine that runs it. Default: as docker.Provider's without arguments. */
  docker?: DockerDaemon;
  /** Default: the server's own, in a volume of the Docker engine that goes with the stack. */
  database?: RancherDatabase;
  /** The administrator's name. Default `admin`. */
  adminUsername?: string;
  /** Give it as a secret. Default: drawn once and kept, and in the file `admin-password` beside the kubeconfig. */
  adminPassword?: pulumi.Input<string>;
}

/** A machine with Docker that becomes a host of the environment. */
export interface RancherHostConfig {
  /** How this stack and its messages call it. */
  name: string;
  /** Its Docker engine. Default: as docker.Provider's without arguments. */
  docker?: DockerDaemon;
  /** The address that it has in the environment (CATTLE_AGENT_IP). Default: the one that the server sees. */
  address?: string;
  /** Host labels (CATTLE_HOST_LABELS). Default: none but the driver's own. */
  labels?: Record<string, string>;
}

/** Limits of what is waited for, in seconds. */
export interface RancherTimeouts {
  /** Until the server's API is there, and as long as it may be away in between. Default 300. */
  server?: number;
  /** Until the environment is there, or gone. Default 600. */
  environment?: number;
  /** Until a host has registered and is active, or is gone. Default 600. */
  host?: number;
  /** Until the Kubernetes stack is healthy and its API answers. Default 1200. */
  kubernetes?: number;
}

/** Kubernetes by Rancher 1.6: a server, an environment of the Kubernetes template, and hosts with agents. */
export interface RancherClusterConfig {
  driver: "rancher";
  /** The server that this stack runs. Not together with `existing`. */
  server?: RancherServerConfig;
  /** The server that exists. Not together with `server`. */
  existing?: ExistingRancher;
  /** The environment's name. Default `kubernetes`. */
  environment?: string;
  /** The project template that it is made from. Default `Kubernetes`. */
  template?: string;
  hosts: readonly RancherHostConfig[];
  /** The agent's image. Default: the one that the server names. */
  agentImage?: string;
  /** Run the agents with these capabilities, and not privileged. Default: privileged, which Rancher's own agent needs. */
  capabilities?: readonly Capability[];
  /** Where NodePorts answer. Default: the first host's address. */
  nodePortHost?: string;
  timeouts?: RancherTimeouts;
}
