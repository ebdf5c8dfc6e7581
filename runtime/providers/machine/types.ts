/* eslint-disable @typescript-eslint/no-require-imports -- import() would need the built files' names */
import type { TypeLoaders } from "../framework/createProvider";

/** Resource types of the machine that runs Pulumi, and of the Docker daemons and clusters that it reaches. */
export const machineTypes: TypeLoaders = {
  "local:index:ClusterCredentials": () => require("./clusterCredentials").clusterCredentials,
  "local:index:ClusterNode": () => require("./clusterNode").clusterNode,
  "local:index:ClusterPrerequisites": () => require("./preflight/cluster/checks").clusterPreflight,
  "local:index:ContainerGeneration": () => require("./containerGeneration").containerGeneration,
  "local:index:ContainerdImage": () => require("./containerdImage").containerdImage,
  "local:index:Directory": () => require("./directory").directory,
  "local:index:DockerPrerequisites": () => require("./preflight/docker/checks").dockerPreflight,
  "local:index:Files": () => require("./files").files,
  "local:index:GoBinary": () => require("./goBinary").goBinary,
  "local:index:Image": () => require("./image").image,
  "local:index:NodeDrain": () => require("./clusterNode").nodeDrain,
  "local:index:NodesReady": () => require("./nodesReady").nodesReady,
  "local:index:Ports": () => require("./ports").ports,
  "local:index:Prerequisites": () => require("./preflight/machine/checks").machinePreflight,
  "local:index:Process": () => require("./process").process,
  "local:index:RandomSecret": () => require("./randomSecret").randomSecret,
  "local:index:RootFileSystem": () => require("./rootFileSystem").rootFileSystem,
};
