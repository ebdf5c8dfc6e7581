import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface GoBinaryArgs {
  /** The folder of the Go module; absolute, or relative to the project's root. */
  directory: string;
  /** The main package, relative to the folder. Default `.`. */
  package?: string;
  /** The binary's file name. */
  name: string;
  /** A file with flags for the linker, relative to the folder. */
  ldflagsFile?: string;
}

/** A program built from a Go module, in a cache that stacks and checkouts share. */
export class GoBinary extends pulumi.CustomResource {
  /** Absolute path of the binary. */
  declare readonly path: pulumi.Output<string>;
  /** Names what it was built from. */
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, args: Inputs<GoBinaryArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:GoBinary", name, { ...args, path: undefined, key: undefined }, opts);
  }
}
