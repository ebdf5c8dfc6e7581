/** The control plane: one folder per generation of Istio, behind one mesh configuration. */
export { ClassicMesh, type ClassicMeshServices } from "./classic/classicMesh";
export type { ClassicIngressArgs, ClassicMeshArgs } from "./classic/settings";
export type { MeshConfigInput } from "./meshConfig";
