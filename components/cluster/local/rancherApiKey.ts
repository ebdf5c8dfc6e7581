import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";
import type { RancherConnection } from "./rancherConnection";

export interface RancherApiKeyArgs {
  server: RancherConnection;
  /** By it, a key that an interrupted creation made is found. */
  name: string;
  description?: string;
  /** How long it may take to become active, or to go. Default 120. */
  timeoutSeconds?: number;
}

/** An API key of the account that asks. */
export class RancherApiKey extends pulumi.CustomResource {
  declare readonly keyId: pulumi.Output<string>;
  /** A secret. */
  declare readonly accessKey: pulumi.Output<string>;
  /** A secret. */
  declare readonly secretKey: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RancherApiKeyArgs>, opts?: pulumi.CustomResourceOptions) {
    super(
      "local:index:RancherApiKey",
      name,
      { ...args, keyId: undefined, accessKey: undefined, secretKey: undefined },
      opts,
    );
  }
}
