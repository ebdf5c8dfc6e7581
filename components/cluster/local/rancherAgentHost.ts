import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";
import type { DockerEngine } from "./dockerPrerequisites";

export interface RancherAgentHostArgs {
  /** How messages call it. */
  name: string;
  /** The host's Docker engine. Default: as docker.Provider's without arguments. */
  docker?: DockerEngine;
  /** The agent's image. */
  image: string;
  /** The name of the container that registers: it goes with the place. */
  registration: string;
  /** Volumes by name that Rancher makes there, and leaves. Default: the one that its etcd has. */
  volumes?: string[];
}

/** A Docker host as a place for a Rancher agent: at deletion, what Rancher put there goes, too. */
export class RancherAgentHost extends pulumi.CustomResource {
  /** Changes when an agent is to be started anew, because none runs any more. */
  declare readonly generation: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RancherAgentHostArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:RancherAgentHost", name, { ...args, generation: undefined, before: undefined }, opts);
  }
}
