import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";
import type { RancherConnection } from "./rancherConnection";

export interface RancherAccessControlArgs {
  /** With the username and password that the administrator gets. */
  server: RancherConnection;
  /** Changes when the server has begun anew, with an empty database. */
  instance?: string;
}

/** Local access control of a Rancher server, with its administrator; the server is waited for. It stays on at deletion. */
export class RancherAccessControl extends pulumi.CustomResource {
  /** Which access control is on. */
  declare readonly provider: pulumi.Output<string>;
  /** The server's version, `v1.6.30`; empty where it does not say. */
  declare readonly version: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RancherAccessControlArgs>, opts?: pulumi.CustomResourceOptions) {
    super(
      "local:index:RancherAccessControl",
      name,
      { ...args, provider: undefined, version: undefined },
      opts,
    );
  }
}
