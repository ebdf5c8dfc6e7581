import type { Generation } from "../generation";

/** An addon's name. */
export type AddonName = "zipkin" | "prometheus" | "grafana" | "servicegraph";

/** What there is for addons to run on. */
export interface AddonSurroundings {
  generation: Generation;
  /** Whether images come from package registries only, built on this machine, and from no image registry. */
  imagesBuiltHere: boolean;
}

/**
 * Why an addon cannot be had.
 * @returns what is allowed in place of having it, in words; undefined where it can be had
 */
export function addonProblem(name: AddonName, surroundings: AddonSurroundings): string | undefined {
  const { generation, imagesBuiltHere } = surroundings;
  if (name === "servicegraph" && generation === "current")
    return "false: Servicegraph draws Mixer's metrics, which only the classic generation has (mesh.generation: classic)";
  if (name === "grafana" && imagesBuiltHere)
    return "false: no package registry carries Grafana, so that no image of it can be built; it needs an image registry";
  return undefined;
}
