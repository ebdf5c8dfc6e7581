import type { Generation } from "../generation";

/** An addon's name. */
export type AddonName = "zipkin" | "prometheus" | "grafana" | "dashboards" | "servicegraph";

/** The parts of a stack that decide which addons it supports. */
interface AddonSurroundings {
  generation: Generation;
  /** Whether every image is built on this machine from package registries, without an image registry. */
  imagesBuiltHere: boolean;
}

/**
 * Checks whether a stack supports an addon.
 * @returns the expected value and the reason; undefined where the addon is supported
 */
export function addonProblem(name: AddonName, surroundings: AddonSurroundings): string | undefined {
  const { generation, imagesBuiltHere } = surroundings;
  if (name === "servicegraph" && generation === "current")
    return "false: Servicegraph draws Mixer's metrics, which only the classic mesh has (mesh.generation: classic)";
  if (name === "dashboards" && !imagesBuiltHere)
    return "false: its image is built on this machine only for real nodes of the embedded cluster; use addons.grafana";
  if (name === "grafana" && imagesBuiltHere)
    return "false: no package registry contains Grafana, so its image cannot be built; it requires an image registry";
  return undefined;
}
