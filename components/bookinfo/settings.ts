import { parseArgs } from "../parseArgs";
import type { SidecarParams } from "../sidecar";
import { type BookinfoArgs, bookinfoArgs, bookinfoProblems, type BookinfoSettings } from "./config";

/** Fills in the defaults. @throws ArgumentsError when an argument is wrong, or arguments contradict each other */
export function bookinfoSettings(args: BookinfoArgs = {}): BookinfoSettings {
  const settings = parseArgs("Bookinfo", bookinfoArgs, args, bookinfoProblems);
  const { istio, namespace, createNamespace = namespace !== "default" } = settings;
  const sidecar = settings.sidecar ?? ({ istio } as SidecarParams);
  return { ...settings, createNamespace, sidecar };
}
