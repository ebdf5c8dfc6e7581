import { ClassicMesh } from "../../components/mesh";
import { meshConfigChecksum } from "../../components/mesh/classic/meshConfigMap";
import { type Deviation, deviations, type DeviationSettings } from "../../components/mesh/deviations";
import { recordObjects } from "../../stacks/record";
import { readReference } from "../reference";
import { type Adjustment, type ComparedObject, parseObjects } from "./compare";
import type { ClassicMeshArgs } from "../../components/mesh";
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

/** The objects of a control plane. */
export function meshObjects(args: ClassicMeshArgs = {}): Promise<ComparedObject[]> {
  return recordObjects(() => void new ClassicMesh("mesh", args));
}

/** The table of deviations as adjustments of a golden, and which of them it used. */
export class UsedDeviations {
  readonly ids = new Set<string>();

  constructor(private readonly table: readonly Deviation[] = deviations) {}

  adjustments(options: { tls?: boolean } = {}): Adjustment[] {
    const settings: DeviationSettings = {
      nodePorts: NODE_PORTS,
      meshConfigChecksum: meshConfigChecksum(controlPlaneMeshConfig(options)),
    };
    return this.table.map(({ id, apply }) => (object) => {
      const result = apply(object, settings);
      if (result !== undefined) this.ids.add(id);
      return result;
    });
  }
}
