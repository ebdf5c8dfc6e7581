import type { z } from "zod";
import { type DeepInputs, resourceClass } from "../framework/sdk";
import type { connection } from "./client/connection";

/** How to reach a Rancher 1.6 server, and with which credentials. */
export type RancherConnection = DeepInputs<z.input<typeof connection>>;

/** Local access control of a Rancher server, with its administrator. Waits for the server. Stays on at deletion. */
export class RancherAccessControl extends resourceClass<typeof import("./accessControl").accessControl>(
  "local:index:RancherAccessControl",
  ["provider", "version"],
) {}

/** A Docker host for a Rancher agent. Deletion removes what Rancher put there. */
export class RancherAgentHost extends resourceClass<typeof import("./agentHost").agentHost>(
  "local:index:RancherAgentHost",
  ["generation", "before"],
) {}

/** An API key of the account in `server`. */
export class RancherApiKey extends resourceClass<typeof import("./apiKey").apiKey>(
  "local:index:RancherApiKey",
  ["keyId", "accessKey", "secretKey"],
) {}

/** An environment of a Rancher server (`project` in its API). Deletion removes everything in it. */
export class RancherEnvironment extends resourceClass<typeof import("./environment").environment>(
  "local:index:RancherEnvironment",
  ["environmentId"],
) {}

/** A host of an environment; waits for its agent. Deletion evacuates, deactivates, removes and purges it. */
export class RancherHost extends resourceClass<typeof import("./host").host>("local:index:RancherHost", [
  "hostId",
  "hostname",
  "address",
]) {}

/** The Kubernetes of an environment: waits for it and outputs the kubeconfig that Rancher generates. */
export class RancherKubernetes extends resourceClass<typeof import("./kubernetes").kubernetes>(
  "local:index:RancherKubernetes",
  ["kubeconfig", "version"],
) {}

/** A registration token of an environment: hosts join with its URL. */
export class RancherRegistration extends resourceClass<typeof import("./registration").registration>(
  "local:index:RancherRegistration",
  ["tokenId", "registrationUrl", "image"],
) {}

/** A setting of a Rancher server. Deletion restores the value before. */
export class RancherSetting extends resourceClass<typeof import("./setting").setting>(
  "local:index:RancherSetting",
  ["active", "previous"],
) {}
