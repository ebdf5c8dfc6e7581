/** The sidecar injector of both meshes: a pure function, and a Pulumi transform that applies it. */
export type { InjectionParams } from "./classic/params";
export type { CurrentInjectionParams } from "./current/params";
export type { SidecarMeshConfig } from "./current/sidecarMesh";
export { InjectionError, InjectionParamsError } from "./errors";
export { inject, type SidecarParams } from "./inject";
export { sidecarTransform } from "./transform";
