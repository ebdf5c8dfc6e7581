import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";
import type { RancherConnection } from "./rancherConnection";

export interface RancherSettingArgs {
  server: RancherConnection;
  /** `api.host`: the URL at which hosts reach the server. */
  name: string;
  value: string;
}

/** A setting of a Rancher server. At deletion it becomes what it was before. */
export class RancherSetting extends pulumi.CustomResource {
  /** The value that the server has. */
  declare readonly active: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RancherSettingArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:RancherSetting", name, { ...args, active: undefined, previous: undefined }, opts);
  }
}
