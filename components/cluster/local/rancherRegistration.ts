import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";
import type { RancherConnection } from "./rancherConnection";

export interface RancherRegistrationArgs {
  server: RancherConnection;
  environmentId: string;
  /** By it, a token that an interrupted creation made is found. */
  name: string;
  /** Default 300. */
  timeoutSeconds?: number;
}

/** A registration token of an environment: with its URL, hosts join. */
export class RancherRegistration extends pulumi.CustomResource {
  declare readonly tokenId: pulumi.Output<string>;
  /** What an agent is started with; a secret. */
  declare readonly registrationUrl: pulumi.Output<string>;
  /** The agent's image that belongs to the server. */
  declare readonly image: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RancherRegistrationArgs>, opts?: pulumi.CustomResourceOptions) {
    super(
      "local:index:RancherRegistration",
      name,
      { ...args, tokenId: undefined, registrationUrl: undefined, image: undefined },
      opts,
    );
  }
}
