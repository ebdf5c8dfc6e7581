import { CURRENT_VERSION, meshes, type Mesh } from "../../components/meshes";

/** The mesh that a stack file configures. */
export interface ChosenMesh {
  istio: Mesh;
  /** The configuration with `mesh.version` instead of the former key `mesh.generation`. */
  raw: Record<string, unknown>;
  warnings: string[];
}

/**
 * Decides by `mesh.version` which mesh a stack file configures. Stack files of earlier versions of this project have the key
 * `mesh.generation` instead, which still counts, with a warning, unless it contradicts the version.
 */
export function chooseMesh(raw: Record<string, unknown>): ChosenMesh {
  const { mesh } = raw;
  if (typeof mesh !== "object" || mesh === null || Array.isArray(mesh))
    return { istio: "classic", raw, warnings: [] };
  const { generation, ...settings } = mesh as Record<string, unknown>;
  const former = meshes.find((name) => name === generation);
  const { version = former === "current" ? CURRENT_VERSION : undefined } = settings;
  const istio = meshOf(version);
  // The schema reports a key that it does not know.
  if (former !== istio) return { istio, raw, warnings: [] };
  const advice =
    settings.version === undefined && istio === "current"
      ? `Replace it with version: ${CURRENT_VERSION}.`
      : "Remove it.";
  return {
    istio,
    raw: { ...raw, mesh: version === undefined ? settings : { ...settings, version } },
    warnings: [`mesh.generation: found "${former}"; expected mesh.version, which decides. ${advice}`],
  };
}

/** The schema of the mesh rejects versions that it does not know. */
const meshOf = (version: unknown): Mesh =>
  version === undefined || /^0\b/.test(String(version)) ? "classic" : "current";
