/** The supported meshes: Istio 0.2 with Mixer and Pilot (`classic`), or Istio 1.31 with istiod (`current`). */
export const meshes = ["classic", "current"] as const;

/** A supported mesh. */
export type Mesh = (typeof meshes)[number];

/**
 * Pulumi's type of each control plane, and the name of its ingress Service. A stack file can change from one mesh to the
 * other, so that the resources of each are aliases of the other's: the objects of the same name stay, and the Service that
 * has the NodePorts is deleted before the other is created.
 */
export const MESH_TYPES = {
  classic: "meshstack:mesh:ClassicMesh",
  current: "meshstack:mesh:CurrentMesh",
} as const satisfies Record<Mesh, string>;
export const INGRESS_SERVICES = {
  classic: "istio-ingress",
  current: "istio-ingressgateway",
} as const satisfies Record<Mesh, string>;

/** The supported release of the classic mesh. */
export const CLASSIC_VERSION = "0.2.12";

/** The default release of the current mesh. */
export const CURRENT_VERSION = "1.31.4";

/** How a stack file selects the classic mesh, for messages. */
export const CLASSIC_MESH = `mesh.version: ${CLASSIC_VERSION}`;

/** The versions of the current mesh, for messages. */
export const CURRENT_VERSIONS = `a release of Istio 1.31, such as ${CURRENT_VERSION}`;
