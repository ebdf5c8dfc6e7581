import * as pulumi from "@pulumi/pulumi";

/** The container image resources of this project's own provider `local`, as typed classes. */

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

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
  /** The digest that containerd has under the name. */
  declare readonly imported: pulumi.Output<string>;

  constructor(name: string, args: Inputs<ContainerdImageArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:ContainerdImage", name, { ...args, imported: undefined }, opts);
  }
}
