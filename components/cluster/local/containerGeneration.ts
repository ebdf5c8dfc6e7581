import * as pulumi from "@pulumi/pulumi";
import type { DockerEngine } from "./dockerPrerequisites";
import type { Inputs } from "./inputs";

export interface ContainerGenerationArgs {
  /** The engine. Default: as docker.Provider's without arguments. */
  docker?: DockerEngine;
  /** The container's name. */
  container: string;
}

/** Counts how often an `up` has found that a container does not run that should. */
export class ContainerGeneration extends pulumi.CustomResource {
  /** Goes into what the container is made of, so that it is made again. */
  declare readonly generation: pulumi.Output<number>;

  constructor(name: string, args: Inputs<ContainerGenerationArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:ContainerGeneration", name, { ...args, generation: undefined }, opts);
  }
}
