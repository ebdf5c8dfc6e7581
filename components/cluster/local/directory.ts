import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface DirectoryArgs {
  /** Absolute, or relative to the project's root. */
  path: string;
  /** A folder above it: those between the two that are empty at deletion go too. */
  base?: string;
}

/** A directory of one's own (0700), removed with its contents. */
export class Directory extends pulumi.CustomResource {
  /** Absolute. */
  declare readonly path: pulumi.Output<string>;
  /** Changes when the directory was lost and made anew. */
  declare readonly instance: pulumi.Output<string>;

  constructor(name: string, args: Inputs<DirectoryArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:Directory", name, { ...args, instance: undefined }, opts);
  }
}
