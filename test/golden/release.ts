import { ClassicMesh, type ClassicMeshArgs } from "../../components/mesh";
import { meshConfigChecksum } from "../../components/mesh/classic/meshConfigMap";
import { type Deviation, deviations, type DeviationSettings } from "../../components/mesh/deviations";
import { recordObjects } from "../../stacks/recording/record";
import { readReference } from "../reference";
import { type Adjustment, type ComparedObject, parseObjects } from "./compare";
import { controlPlaneMeshConfig } from "../../components/mesh/meshConfig";

/** The NodePorts that the environment has by default. */
export const NODE_PORTS = {
  "istio-ingress": { 80: 32000 },
  zipkin: { 9411: 30001 },
  grafana: { 3000: 30002 },
};

/** The objects of one of the release's files. */
export function releaseObjects(...path: string[]): ComparedObject[] {
  return parseObjects(readReference("istio-0.2.12", ...path));
}

const recorded = new Map<string, Promise<ComparedObject[]>>();

/** The objects of a control plane; each is recorded once. */
export function meshObjects(args: ClassicMeshArgs = {}): Promise<ComparedObject[]> {
  const key = JSON.stringify(args);
  const objects = recorded.get(key) ?? recordObjects(() => void new ClassicMesh("mesh", args));
  recorded.set(key, objects);
  return objects;
}

/** A table of deviations as adjustments of what a golden expects, with the default NodePorts. */
export function adjustments(
  options: { tls?: boolean } = {},
  table: readonly Deviation[] = deviations,
): Adjustment[] {
  const settings: DeviationSettings = {
    nodePorts: NODE_PORTS,
    meshConfigChecksum: meshConfigChecksum(controlPlaneMeshConfig(options)),
  };
  return table.map(
    ({ apply }) =>
      (object) =>
        apply(object, settings),
  );
}
