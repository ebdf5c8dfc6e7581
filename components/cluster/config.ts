import * as pulumi from "@pulumi/pulumi";
import type { DockerDaemon } from "../../runtime/providers/machine/sdk";

/** Marks the key of a Docker daemon as secret. */
export const withSecretKey = (engine: DockerDaemon = {}): DockerDaemon =>
  engine.keyMaterial === undefined
    ? { ...engine }
    : { ...engine, keyMaterial: pulumi.secret(engine.keyMaterial) };

/** A NodePort and its purpose. */
export interface NodePortUse {
  port: number;
  for: string;
}
