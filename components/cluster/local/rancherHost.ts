import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";
import type { RancherConnection } from "./rancherConnection";

export interface RancherHostArgs {
  server: RancherConnection;
  environmentId: string;
  /** How messages call it. */
  name: string;
  /** A host label that this host has and no other one. */
  label: { name: string; value: string };
  /** Changes when its agent is another one, so that it has to register again. */
  agent?: string;
  /** What to look at where it does not come, for the error's message. */
  advice?: string;
  /** How long it may take to register and become active, or to go. Default 600. */
  timeoutSeconds?: number;
}

/** A host of an environment, whose agent is waited for. At deletion it is evacuated, deactivated, removed and purged. */
export class RancherHost extends pulumi.CustomResource {
  declare readonly hostId: pulumi.Output<string>;
  declare readonly hostname: pulumi.Output<string>;
  /** The address that it registered with. */
  declare readonly address: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RancherHostArgs>, opts?: pulumi.CustomResourceOptions) {
    super(
      "local:index:RancherHost",
      name,
      { ...args, hostId: undefined, hostname: undefined, address: undefined },
      opts,
    );
  }
}
