import type { z } from "zod";
import { parseArgs } from "../../parseArgs";
import { imageTagOf } from "../config";
import { type CurrentMeshArgs, currentMeshArgs } from "./config";

/** {@link CurrentMeshArgs} with all defaults. */
export type CurrentMeshSettings = z.output<typeof currentMeshArgs> & { tag: string };

/** DNS domain of the cluster's Services and trust domain of the mesh: the first part of every SPIFFE identity. */
export const CLUSTER_DOMAIN = "cluster.local";

/** The cluster's name in the mesh. */
export const CLUSTER_ID = "Kubernetes";

/** Fills in the defaults. @throws ArgumentsError when an argument is wrong */
export function currentMeshSettings(args: CurrentMeshArgs = {}): CurrentMeshSettings {
  const settings = parseArgs("CurrentMesh", currentMeshArgs, args);
  return { ...settings, tag: imageTagOf(settings) };
}
