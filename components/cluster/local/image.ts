import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface ImageArgs {
  /** What the image is made of and how it is run: plain data, as the room `images` describes it. */
  description: object;
}

/** A container image built from package registries, in a cache that stacks and checkouts share. */
export class Image extends pulumi.CustomResource {
  /** `meshstack.local/NAME:TAG`; the tag is of the content. */
  declare readonly name: pulumi.Output<string>;
  /** Of the image's manifest: `sha256:` and 64 hex digits. */
  declare readonly digest: pulumi.Output<string>;
  /** Absolute path of a tar file with its OCI image layout. */
  declare readonly archive: pulumi.Output<string>;
  /** Names what it was built from. */
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, args: Inputs<ImageArgs>, opts?: pulumi.CustomResourceOptions) {
    const outputs = { name: undefined, digest: undefined, archive: undefined, key: undefined };
    super("local:index:Image", name, { ...args, ...outputs }, opts);
  }
}
