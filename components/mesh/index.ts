/** The control plane: one folder per generation of Istio. */
export { ClassicMesh, type ClassicMeshServices } from "./classic/classicMesh";
export type { ClassicIngressArgs, ClassicMeshArgs } from "./classic/settings";
export { CurrentMesh, type CurrentMeshServices } from "./current/currentMesh";
export type { InjectionWebhook } from "./current/injectionWebhook";
export { INGRESS_GATEWAY_LABELS } from "./current/ingressGateway";
export type { CurrentMeshConfig } from "./current/meshConfig";
export type { PeerAuthenticationSpec } from "./current/peerAuthentication";
export { PeerAuthentication, Telemetry, type MeshPolicyArgs } from "./current/resources";
export type { CurrentIngressArgs, CurrentMeshArgs, ProxyBuild } from "./current/settings";
export type { TelemetrySpec } from "./current/telemetry";
export type { MeshConfigInput } from "./meshConfig";
