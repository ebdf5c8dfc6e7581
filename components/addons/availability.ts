import { CLASSIC_MESH } from "../mesh/config";
import type { Mesh } from "../meshes";

/** An addon's name. */
export type AddonName = "zipkin" | "prometheus" | "grafana" | "dashboards" | "servicegraph";

/** The parts of a stack that decide which addons it supports. */
interface AddonSurroundings {
  istio: Mesh;
  /** Whether every image is built on this machine from package registries, without an image registry. */
  imagesBuiltHere: boolean;
}

/**
 * Checks whether a stack supports an addon.
 * @returns the reason why it must be disabled, as sentences; undefined where the addon is supported
 */
export function addonProblem(name: AddonName, surroundings: AddonSurroundings): string | undefined {
  const { istio, imagesBuiltHere } = surroundings;
  if (name === "servicegraph" && istio === "current")
    return `Servicegraph draws Mixer's metrics, which only the classic mesh has (${CLASSIC_MESH}).`;
  if (name === "dashboards" && !imagesBuiltHere)
    return "Its image is built on this machine, only for real nodes of the embedded cluster. Use addons.grafana.";
  if (name === "grafana" && imagesBuiltHere)
    return "Grafana requires an image registry: no package registry contains it, so its image cannot be built.";
  return undefined;
}
