/** The supported meshes: Istio 0.2 with Mixer and Pilot (`classic`), or Istio 1.31 with istiod (`current`). */
export const meshes = ["classic", "current"] as const;

/** A supported mesh. */
export type Mesh = (typeof meshes)[number];
