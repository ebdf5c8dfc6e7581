import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface RandomSecretArgs {
  /** How many random bytes. Default 32. */
  bytes?: number;
}

/** A secret that is drawn once and kept in the state. */
export class RandomSecret extends pulumi.CustomResource {
  /** Lower-case hex; a secret. */
  declare readonly value: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RandomSecretArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:RandomSecret", name, { ...args, value: undefined }, opts);
  }
}
