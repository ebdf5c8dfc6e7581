import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseStackConfig } from "../stacks/config/parse";
import type { StackConfig } from "../stacks/config/stackConfig";
import { rawConfig } from "../stacks/config/readConfig";

/** The root of the checkout, where make runs every command. This file can be a symlink to another checkout. */
export const root = process.cwd();

/**
 * Reads the configuration in a stack file, without encrypted values, which the tools do not need.
 * @throws Error when the file is missing or is not YAML, or the configuration is invalid
 */
export function readStackFile(stack: string): StackConfig {
  const file = join("stacks", `Pulumi.${stack}.yaml`);
  const path = join(root, file);
  if (!existsSync(path)) {
    throw new Error(`stack '${stack}' not found: ${file} does not exist. Stacks: ${stackNames().join(", ")}`);
  }
  const content = parse(readFileSync(path, "utf8")) as { config?: Record<string, unknown> } | null;
  return parseStackConfig(rawConfig(texts(content?.config ?? {})));
}

function stackNames(): string[] {
  return readdirSync(join(root, "stacks")).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}

/** Converts values to the strings in which Pulumi passes configuration to a program. */
function texts(config: Record<string, unknown>): Record<string, string> {
  const plain = Object.entries(config).map(([key, value]) => [key, withoutSecrets(value)] as const);
  return Object.fromEntries(
    plain
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if ("secure" in value) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
