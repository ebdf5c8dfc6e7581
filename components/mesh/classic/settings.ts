import type { z } from "zod";
import { parseArgs } from "../../parseArgs";
import { imageTagOf } from "../config";
import { type ClassicMeshArgs, classicMeshArgs } from "./config";

/** {@link ClassicMeshArgs} with all defaults. */
export type ClassicMeshSettings = z.output<typeof classicMeshArgs> & { tag: string };

/** Fills in the defaults. @throws ArgumentsError when an argument is wrong */
export function classicMeshSettings(args: ClassicMeshArgs = {}): ClassicMeshSettings {
  const settings = parseArgs("ClassicMesh", classicMeshArgs, args);
  return { ...settings, tag: imageTagOf(settings) };
}

/** The service account of one part of the control plane. */
export function serviceAccountName(part: string): string {
  return `istio-${part}-service-account`;
}
