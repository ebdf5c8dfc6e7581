/* eslint-disable @typescript-eslint/no-require-imports -- import() would need the built files' names */
import type { AnyType } from "./dispatch";
import type { ResourceType } from "./resourceType";

/**
 * Every type that the provider serves, by its token; loaded when a resource of it is met, since a stack has few of them
 * and some bring large libraries. A new one is added here and in its own folder, and nowhere else.
 */
const loaders: Readonly<Record<string, () => unknown>> = {
  "local:index:ClusterCredentials": () =>
    (
      require("./clusterCredentials/clusterCredentials") as typeof import("./clusterCredentials/clusterCredentials")
    ).clusterCredentials,
  "local:index:ClusterNode": () =>
    (require("./clusterNode/clusterNode") as typeof import("./clusterNode/clusterNode")).clusterNode,
  "local:index:ClusterPrerequisites": () =>
    (
      require("./clusterPrerequisites/clusterPrerequisites") as typeof import("./clusterPrerequisites/clusterPrerequisites")
    ).clusterPrerequisites,
  "local:index:ContainerGeneration": () =>
    (
      require("./containerGeneration/containerGeneration") as typeof import("./containerGeneration/containerGeneration")
    ).containerGeneration,
  "local:index:ContainerdImage": () =>
    (require("./containerdImage/containerdImage") as typeof import("./containerdImage/containerdImage"))
      .containerdImage,
  "local:index:Directory": () =>
    (require("./directory/directory") as typeof import("./directory/directory")).directory,
  "local:index:DockerPrerequisites": () =>
    (
      require("./dockerPrerequisites/dockerPrerequisites") as typeof import("./dockerPrerequisites/dockerPrerequisites")
    ).dockerPrerequisites,
  "local:index:Files": () => (require("./files/files") as typeof import("./files/files")).files,
  "local:index:GoBinary": () =>
    (require("./goBinary/goBinary") as typeof import("./goBinary/goBinary")).goBinary,
  "local:index:Image": () => (require("./image/image") as typeof import("./image/image")).image,
  "local:index:NodeDrain": () =>
    (require("./nodeDrain/nodeDrain") as typeof import("./nodeDrain/nodeDrain")).nodeDrain,
  "local:index:NodesReady": () =>
    (require("./nodesReady/nodesReady") as typeof import("./nodesReady/nodesReady")).nodesReady,
  "local:index:Ports": () => (require("./ports/ports") as typeof import("./ports/ports")).ports,
  "local:index:Prerequisites": () =>
    (require("./prerequisites/prerequisites") as typeof import("./prerequisites/prerequisites"))
      .prerequisites,
  "local:index:Process": () => (require("./process/process") as typeof import("./process/process")).process,
  "local:index:RancherAccessControl": () =>
    (
      require("./rancherAccessControl/rancherAccessControl") as typeof import("./rancherAccessControl/rancherAccessControl")
    ).rancherAccessControl,
  "local:index:RancherAgentHost": () =>
    (require("./rancherAgentHost/rancherAgentHost") as typeof import("./rancherAgentHost/rancherAgentHost"))
      .rancherAgentHost,
  "local:index:RancherApiKey": () =>
    (require("./rancherApiKey/rancherApiKey") as typeof import("./rancherApiKey/rancherApiKey"))
      .rancherApiKey,
  "local:index:RancherEnvironment": () =>
    (
      require("./rancherEnvironment/rancherEnvironment") as typeof import("./rancherEnvironment/rancherEnvironment")
    ).rancherEnvironment,
  "local:index:RancherHost": () =>
    (require("./rancherHost/rancherHost") as typeof import("./rancherHost/rancherHost")).rancherHost,
  "local:index:RancherKubernetes": () =>
    (
      require("./rancherKubernetes/rancherKubernetes") as typeof import("./rancherKubernetes/rancherKubernetes")
    ).rancherKubernetes,
  "local:index:RancherRegistration": () =>
    (
      require("./rancherRegistration/rancherRegistration") as typeof import("./rancherRegistration/rancherRegistration")
    ).rancherRegistration,
  "local:index:RancherSetting": () =>
    (require("./rancherSetting/rancherSetting") as typeof import("./rancherSetting/rancherSetting"))
      .rancherSetting,
  "local:index:RandomSecret": () =>
    (require("./randomSecret/randomSecret") as typeof import("./randomSecret/randomSecret")).randomSecret,
};

export const typeTokens: readonly string[] = Object.keys(loaders);

/** @throws when there is no type of that token */
export function typeOf(token: string): AnyType {
  const load = loaders[token];
  if (load === undefined)
    throw new Error(`the provider "local" has no resource type ${token}; it has ${typeTokens.join(", ")}`);
  return load() as ResourceType<never, never> as unknown as AnyType;
}
