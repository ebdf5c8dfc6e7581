import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

/** Which Docker engine: the fields of docker.Provider that say so. */
export interface DockerEngine {
  /** `unix:///var/run/docker.sock`, `tcp://HOST:2376`, `ssh://USER@HOST`. Default: $DOCKER_HOST, else the machine's own. */
  host?: pulumi.Input<string>;
  /** A context of the Docker CLI, in the place of a host. */
  context?: pulumi.Input<string>;
  /** PEM of the authority that signed the engine's certificate. */
  caMaterial?: pulumi.Input<string>;
  /** PEM of the client's certificate. */
  certMaterial?: pulumi.Input<string>;
  /** PEM of the client's key; give it as a secret. */
  keyMaterial?: pulumi.Input<string>;
  /** A folder with ca.pem, cert.pem and key.pem, in the place of the three. */
  certPath?: pulumi.Input<string>;
  /** Options for ssh. */
  sshOpts?: pulumi.Input<pulumi.Input<string>[]>;
}

export interface DockerPrerequisitesArgs {
  /** What needs them, as the error says it: `the k3s cluster`. */
  for: string;
  /** The engine. Default: as docker.Provider's without arguments. */
  docker?: DockerEngine;
  /** The engine's API version at least. Default 1.41, which is Docker 20.10. */
  apiVersion?: string;
  /** Ports of the engine's host that are to be free. */
  ports?: pulumi.Input<{ port: number; for: string; protocol?: "tcp" | "udp" }>[];
  /** Names of the containers that all this is for: what they hold already is not asked for again. */
  containers?: pulumi.Input<string>[];
  /** MiB that the host is to have. */
  memory?: number;
  /** MiB that are to be free in the engine's data root. */
  disk?: number;
  /**
   * What the kernel is to have, each by the modules (loaded, built in, or there to be loaded) of which one is enough.
   * Default: what nodes in containers and the proxies' iptables use.
   */
  kernelModules?: { anyOf: string[]; for: string }[];
  /** Whether containers are to run privileged. Default false. */
  privileged?: boolean;
  /** Capabilities beyond Docker's default ones, `SYS_ADMIN`. */
  capabilities?: string[];
}

/** What a node in a container takes of its host's kernel, and what iptables in its pods does. */
const NODE_KERNEL = [
  { anyOf: ["overlay"], for: "the file systems of containers" },
  { anyOf: ["nf_conntrack"], for: "Services" },
  { anyOf: ["iptable_nat", "nft_compat"], for: "the NAT table, by which proxies get their pods' traffic" },
  { anyOf: ["xt_REDIRECT"], for: "redirection to the proxies" },
  { anyOf: ["xt_owner"], for: "letting the proxies' own traffic pass" },
];

/** What a Docker engine and its host are to have; looked at by each `up`. All that is lacking is one error. */
export class DockerPrerequisites extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<DockerPrerequisitesArgs>, opts?: pulumi.CustomResourceOptions) {
    super(
      "local:index:DockerPrerequisites",
      name,
      { kernelModules: NODE_KERNEL, ...args, met: undefined },
      opts,
    );
  }
}
