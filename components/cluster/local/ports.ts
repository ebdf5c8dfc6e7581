import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface PortsArgs {
  /** What the ports are for. */
  names: string[];
  /** Ports that are not to be chosen, by name. */
  given?: Record<string, number>;
  /** Where they are to be free. Default 127.0.0.1. */
  address?: string;
}

/** Free ports, chosen once and kept. */
export class Ports extends pulumi.CustomResource {
  declare readonly ports: pulumi.Output<Record<string, number>>;

  constructor(name: string, args: Inputs<PortsArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:Ports", name, { ...args, ports: undefined }, opts);
  }
}
