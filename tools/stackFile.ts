import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseStackConfig } from "../stacks/config/parse";
import type { StackConfig } from "../stacks/config/stackConfig";
import { rawConfig } from "../stacks/config/readConfig";

/** The checkout's root folder, where make runs every command: this file may be elsewhere, behind a link. */
export const root = process.cwd();

/**
 * The configuration of a stack as its file has it. Encrypted values are left out: no command that reads a stack's
 * file by itself needs them.
 * @throws Error when there is no such file, it is no YAML, or its configuration is wrong
 */
export function readStackFile(stack: string): StackConfig {
  const file = join("stacks", `Pulumi.${stack}.yaml`);
  const path = join(root, file);
  if (!existsSync(path)) {
    throw new Error(
      `there is no stack '${stack}': ${file} does not exist; there are: ${stackNames().join(", ")}`,
    );
  }
  const content = parse(readFileSync(path, "utf8")) as { config?: Record<string, unknown> } | null;
  return parseStackConfig(rawConfig(texts(content?.config ?? {})));
}

function stackNames(): string[] {
  return readdirSync(join(root, "stacks")).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}

/** As Pulumi hands configuration to a program: text, objects and lists as JSON. */
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
