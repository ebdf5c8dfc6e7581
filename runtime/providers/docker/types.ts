import { container } from "./container/container";
import { image } from "./image";
import { network } from "./network";
import { remoteImage } from "./remoteImage";
import type { ResourceType } from "./resourceType";
import { tag } from "./tag";
import { volume } from "./volume";

/** The supported types. */
export const SUPPORTED: readonly ResourceType[] = [container, image, network, remoteImage, tag, volume];

/** The unsupported types of `@pulumi/docker`, with an alternative. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  "docker:index/buildxBuilder:BuildxBuilder": "images are built by the daemon's own builder",
  "docker:index/plugin:Plugin": "install the plugin on the daemon's host (docker plugin install)",
  "docker:index/registryImage:RegistryImage": "docker.Image with skipPush: false builds and pushes an image",
  "docker:index/secret:Secret":
    "it is for a swarm; `uploads` of docker.Container places a file in a container",
  "docker:index/service:Service": "it is for a swarm; use docker.Container",
  "docker:index/serviceConfig:ServiceConfig":
    "it is for a swarm; `uploads` of docker.Container places a file in a container",
};

/** @throws when the type is not supported; the message names an alternative */
export function typeOf(token: string): ResourceType {
  const type = SUPPORTED.find((supported) => supported.token === token);
  if (type) return type;
  const known = SUPPORTED.map((supported) => supported.token.split(":")[2]).join(", ");
  const advice = UNSUPPORTED[token] ?? `supported are ${known}`;
  throw new Error(
    `the resource type ${token} is not supported by this Docker provider: ${advice}; the official plugin supports it`,
  );
}
