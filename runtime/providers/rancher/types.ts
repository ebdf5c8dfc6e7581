/* eslint-disable @typescript-eslint/no-require-imports -- import() would need the built files' names */
import type { TypeLoaders } from "../framework/createProvider";

/** Resource types of a Rancher 1.6 server, managed through its REST API. */
export const rancherTypes: TypeLoaders = {
  "local:index:RancherAccessControl": () => require("./accessControl").accessControl,
  "local:index:RancherAgentHost": () => require("./agentHost").agentHost,
  "local:index:RancherApiKey": () => require("./apiKey").apiKey,
  "local:index:RancherEnvironment": () => require("./environment").environment,
  "local:index:RancherHost": () => require("./host").host,
  "local:index:RancherKubernetes": () => require("./kubernetes").kubernetes,
  "local:index:RancherRegistration": () => require("./registration").registration,
  "local:index:RancherSetting": () => require("./setting").setting,
};
