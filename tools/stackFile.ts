import {
  isConfigMap,
  SecureValue,
  toConfigValue,
  type ConfigNode,
} from "../runtime/engine/workspace/configValue";
import { StackFile } from "../runtime/engine/workspace/stackFile";
import { UserError } from "../runtime/engine/workspace/userError";
import { ConfigError, parseStackConfig } from "../stacks/config/parse";
import type { StackConfig } from "../stacks/config/stackConfig";
import { NAMESPACE, rawConfig } from "../stacks/config/readConfig";
import { stackFilePath } from "./checkout";
import { UsageError } from "./usage";

/**
 * Reads the configuration in a stack file, without encrypted values, which the tools do not need.
 * @throws UsageError when the file is missing or invalid, or the configuration is invalid
 */
export function readStackFile(stack: string): StackConfig {
  const file = loadStackFile(stack);
  try {
    return parseStackConfig(rawConfig(texts(file)), (warning) => console.error(`warning: ${warning}`));
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}

/** Loads a stack file. @throws UsageError when it is missing or invalid */
export function loadStackFile(stack: string): StackFile {
  try {
    return StackFile.load(stackFilePath(stack), NAMESPACE);
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
}

/** The strings in which Pulumi passes configuration to a program, without encrypted values. */
function texts(file: StackFile): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, node] of file.config()) {
    const known = withoutSecrets(node);
    if (known !== undefined) result[key] = toConfigValue(known, String).value;
  }
  return result;
}

function withoutSecrets(node: ConfigNode): ConfigNode | undefined {
  if (node instanceof SecureValue) return undefined;
  if (Array.isArray(node)) return node.map(withoutSecrets).filter((item) => item !== undefined);
  if (!isConfigMap(node)) return node;
  const entries = Object.entries(node).map(([key, inner]) => [key, withoutSecrets(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined)) as ConfigNode;
}
