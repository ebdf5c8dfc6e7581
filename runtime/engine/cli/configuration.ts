import type { LoadedProject } from "../workspace/project";
import { fullKey } from "../workspace/configKeys";
import { type ConfigNode, nodeFrom } from "../workspace/configValue";
import type { StackFile } from "../workspace/stackFile";

/** A stack's configuration: the values of its file and the project's defaults. */
export function effectiveConfig(file: StackFile, project: LoadedProject): Map<string, ConfigNode> {
  const config = file.config();
  for (const [key, value] of Object.entries(project.defaults)) {
    const full = fullKey(key, project.name);
    if (!config.has(full)) config.set(full, nodeFrom(value));
  }
  return config;
}
