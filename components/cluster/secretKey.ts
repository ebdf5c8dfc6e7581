import * as pulumi from "@pulumi/pulumi";
import type { DockerDaemon } from "../../runtime/providers/machine/sdk";

/** Marks the key of a Docker daemon as secret. */
export const withSecretKey = (daemon: DockerDaemon = {}): DockerDaemon =>
  daemon.keyMaterial === undefined
    ? { ...daemon }
    : { ...daemon, keyMaterial: pulumi.secret(daemon.keyMaterial) };
