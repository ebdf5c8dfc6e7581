/** The supported meshes: Istio 0.2 with Mixer and Pilot (`classic`), or Istio 1.31 with istiod (`current`). */
export const generations = ["classic", "current"] as const;

/** A supported mesh, the value of `mesh.generation`. */
export type Generation = (typeof generations)[number];
