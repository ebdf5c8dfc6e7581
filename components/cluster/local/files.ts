import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface FilesArgs {
  directory: string;
  /** Contents by name; a name may have folders in it. */
  files: Record<string, pulumi.Input<string>>;
}

/** A set of files (0600). */
export class Files extends pulumi.CustomResource {
  /** Absolute paths by name. */
  declare readonly paths: pulumi.Output<Record<string, string>>;
  /** Changes with their contents; a secret. */
  declare readonly fingerprint: pulumi.Output<string>;

  constructor(name: string, args: Inputs<FilesArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:Files", name, { ...args, paths: undefined, fingerprint: undefined }, opts);
  }
}
