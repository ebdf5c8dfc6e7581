import * as pulumi from "@pulumi/pulumi";
import type { DockerDaemon } from "../../runtime/providers/machine/sdk";

/** A Docker engine whose key is a secret, whoever is given it. */
export const withSecretKey = (engine: DockerDaemon = {}): DockerDaemon =>
  engine.keyMaterial === undefined
    ? { ...engine }
    : { ...engine, keyMaterial: pulumi.secret(engine.keyMaterial) };

/** A NodePort and what it is for. */
export interface NodePortUse {
  port: number;
  for: string;
}
