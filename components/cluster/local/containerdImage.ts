import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface ContainerdImageArgs {
  /** Path of containerd's socket. */
  address: string;
  /** A tar file with an OCI image layout. */
  archive: string;
  /** The name that the archive has for the image. */
  name: string;
  /** Of the image's manifest: `sha256:` and 64 hex digits. */
  digest: string;
  /** A value whose change says that this containerd has begun anew, with nothing in it. Default: none. */
  instance?: string;
  /** How long containerd may take to answer. Default 60. */
  timeoutSeconds?: number;
}

/** An image that a containerd has, for the kubelet to start containers from. */
export class ContainerdImage extends pulumi.CustomResource {
  /** The image's name; as an output, known once the image is there. */
  declare readonly name: pulumi.Output<string>;
  /** The digest that containerd has under the name. */
  declare readonly imported: pulumi.Output<string>;

  constructor(name: string, args: Inputs<ContainerdImageArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:ContainerdImage", name, { ...args, imported: undefined }, opts);
  }
}
