/** The sidecar injector: a pure function, and a transform that applies it; one folder per generation of Istio. */
export { defaultIgnoredNamespaces, type InjectionParams } from "./classic";
export { type CurrentInjectionParams, type SidecarMeshConfig, sidecarWebhook } from "./current";
export { InjectionError, InjectionParamsError } from "./errors";
export type { SidecarParams } from "./generations";
export { inject } from "./inject";
export type { InjectionPolicy } from "./selection";
export { sidecarTransform } from "./transform";
export { workloadKinds } from "./workloads";
