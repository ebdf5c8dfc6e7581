import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";
import type { RancherConnection } from "./rancherConnection";

export interface RancherEnvironmentArgs {
  server: RancherConnection;
  name: string;
  /** The name of a project template of the server. */
  template: string;
  /** Names who made it: an environment of the same name with another owner is not touched. */
  owner: string;
  /** How long the server may take to load its templates, and to make or remove the environment. Default 600. */
  timeoutSeconds?: number;
}

/** An environment of a Rancher server (`project` in its API); everything in it goes with it. */
export class RancherEnvironment extends pulumi.CustomResource {
  /** Its id as a project, `1a7`. */
  declare readonly environmentId: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RancherEnvironmentArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:RancherEnvironment", name, { ...args, environmentId: undefined }, opts);
  }
}
