/** The supported meshes: Istio 0.2 with Mixer and Pilot (`classic`), or Istio 1.31 with istiod (`current`). */
export const meshes = ["classic", "current"] as const;

/** A supported mesh. */
export type Mesh = (typeof meshes)[number];

/** The supported release of the classic mesh. */
export const CLASSIC_VERSION = "0.2.12";

/** The default release of the current mesh. */
export const CURRENT_VERSION = "1.31.4";

/** How a stack file selects the classic mesh, for messages. */
export const CLASSIC_MESH = `mesh.version: ${CLASSIC_VERSION}`;

/** The versions of the current mesh, for messages. */
export const CURRENT_VERSIONS = `a release of Istio 1.31, such as ${CURRENT_VERSION}`;
