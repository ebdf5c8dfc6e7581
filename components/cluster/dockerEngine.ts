import * as pulumi from "@pulumi/pulumi";
import type { DockerEngine } from "./local";

/** A Docker engine whose key is a secret, whoever is given it. */
export const withSecretKey = (engine: DockerEngine = {}): DockerEngine =>
  engine.keyMaterial === undefined
    ? { ...engine }
    : { ...engine, keyMaterial: pulumi.secret(engine.keyMaterial) };
