import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Problem, problemIf } from "../../../lib/schemaProblems";
import type { EmbeddedClusterSettings } from "./config";
import { CONFIG_FILE, DATA_FOLDER } from "./process";

/**
 * Finds IP ranges that differ from those of the cluster in a folder. Nodes and Services keep the addresses that they
 * have, and the control plane does not start with another range.
 */
export function changedRanges(settings: EmbeddedClusterSettings, folder: string): Problem[] {
  const file = join(folder, CONFIG_FILE);
  if (!existsSync(file) || !existsSync(join(folder, DATA_FOLDER))) return [];
  const created = JSON.parse(readFileSync(file, "utf8")) as Partial<EmbeddedClusterSettings>;
  return (["podCIDR", "serviceCIDR"] as const).flatMap((key) =>
    problemIf(created[key] !== undefined && created[key] !== settings[key], {
      path: key,
      found: settings[key],
      expected: String(created[key]),
      hint: "A cluster keeps the range that it was created with. To change it, run destroy and then up.",
    }),
  );
}
