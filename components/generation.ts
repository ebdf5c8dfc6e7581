/** The generations of Istio that the environment can have: 0.2 with Mixer and Pilot, or the current one with istiod. */
export const generations = ["classic", "current"] as const;

/** A generation of Istio. */
export type Generation = (typeof generations)[number];
