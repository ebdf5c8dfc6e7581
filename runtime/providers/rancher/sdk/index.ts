import type { z } from "zod";
import { type DeepInputs, resourceClass } from "../../framework/sdk/resourceClass";
import type { connection } from "./connection";
import * as rancher from "./definitions";

/** How to reach a Rancher 1.6 server, and with which credentials. */
export type RancherConnection = DeepInputs<z.input<typeof connection>>;

export class RancherAccessControl extends resourceClass(rancher.accessControl) {}
export class RancherAgentHost extends resourceClass(rancher.agentHost) {}
export class RancherApiKey extends resourceClass(rancher.apiKey) {}
export class RancherEnvironment extends resourceClass(rancher.environment) {}
export class RancherHost extends resourceClass(rancher.host) {}
export class RancherKubernetes extends resourceClass(rancher.kubernetes) {}
export class RancherRegistration extends resourceClass(rancher.registration) {}
export class RancherSetting extends resourceClass(rancher.setting) {}
