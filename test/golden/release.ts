import { type ClassicMeshArgs, classicMeshSettings } from "../../components/mesh/classic/config";
import { planClassicMesh } from "../../components/mesh/classic/objects";
import { controlPlaneMeshConfig, meshConfigChecksum } from "../../components/mesh/meshConfig";
import { objectsOf } from "../../components/objects";
import { hasReference } from "../reference";
import { type ComparedObject, compareObjects, describeDifferences, identity } from "./compare";
import { type Deviation, deviations, type DeviationSettings } from "./deviations/classic";
import { hashesOf, type ObjectHashes, releaseObjects } from "./hashes";
import hashes from "./hashes.json";

/** The default NodePorts of the environment. */
export const NODE_PORTS = {
  "istio-ingress": { 80: 32000 },
  zipkin: { 9411: 30001 },
  grafana: { 3000: 30002 },
};

/** The objects of a control plane. */
export const meshObjects = (args?: ClassicMeshArgs): ComparedObject[] =>
  objectsOf([planClassicMesh("mesh", args)]);

/** This project's objects with the deviations undone, for the default NodePorts. */
export function undone(
  produced: readonly ComparedObject[],
  options: { tls?: boolean } = {},
  table: readonly Deviation[] = deviations,
): ComparedObject[] {
  const settings: DeviationSettings = {
    nodePorts: NODE_PORTS,
    meshConfigChecksum: meshConfigChecksum(controlPlaneMeshConfig(classicMeshSettings(options))),
  };
  return produced.map((object) =>
    table.reduce<ComparedObject>((current, { undo }) => undo(current, settings) ?? current, object),
  );
}

/**
 * Compares objects with those of the release's files. It compares hashes, so that it works without the reference
 * data; with the reference data it describes the differences field by field.
 * @param files such as `install/istio.yaml`; an object of a later file replaces that of an earlier one
 * @param keep selects the objects of the files by their identity. Default: all.
 * @returns the differences as text, "" when there are none
 * @throws Error when hashes.json has no such file
 */
export function releaseDifferences(
  produced: readonly ComparedObject[],
  files: readonly string[],
  keep: (identity: string) => boolean = () => true,
): string {
  const expected = Object.fromEntries(
    files.flatMap((file) => Object.entries(fileHashes(file)).filter(([key]) => keep(key))),
  );
  const found = hashesOf(produced);
  const differing = [...new Set([...Object.keys(expected), ...Object.keys(found)])].filter(
    (key) => expected[key] !== found[key],
  );
  if (differing.length === 0) return "";
  const detail = hasReference
    ? describeDifferences(compareObjects(selected(files, keep), [...produced]))
    : "";
  if (detail !== "") return detail;
  return differing
    .map((key) => {
      if (!(key in found)) return `${key}: missing`;
      return `${key}: ${key in expected ? "differs from the release's" : "extra, nothing expects it"}`;
    })
    .join("\n");
}

function fileHashes(file: string): ObjectHashes {
  const found = (hashes as Record<string, ObjectHashes>)[file];
  if (found === undefined) throw new Error(`hashes.json: found no file ${file}`);
  return found;
}

function selected(files: readonly string[], keep: (identity: string) => boolean): ComparedObject[] {
  const all = files.flatMap(releaseObjects).map((object) => [identity(object), object] as const);
  return [...new Map(all.filter(([key]) => keep(key))).values()];
}
