/** The sidecar of Istio 1.31. */
export { currentInjector } from "./injectWorkload";
export { completeCurrentParams, currentTag, type CurrentInjectionParams } from "./params";
export type { SidecarMeshConfig } from "./sidecarMesh";
export { sidecarWebhook } from "./webhook";
