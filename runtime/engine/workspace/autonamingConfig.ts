import type { Autonaming, NamingRule } from "../model/autonaming";
import { type NamingJson, readAutonaming } from "./autonamingJson";
import { parseConfigPath } from "./configKeys";
import { type ConfigNode, getAt, isConfigMap, SecureValue, toConfigValue, toStored } from "./configValue";
import { messageOf, UserError } from "./userError";

/** The stack that the expressions of a pattern refer to. */
export interface NamingContext {
  organization: string;
  project: string;
  stack: string;
  /** The stack's configuration, by full key. */
  config: Map<string, ConfigNode>;
  decrypt(ciphertext: string): string;
}

/**
 * The setting `pulumi:autonaming`, with the stack's values in its patterns; undefined when it is not set.
 * @throws UserError in the words of the official CLI
 */
export function autonamingOf(context: NamingContext): Autonaming | undefined {
  const node = context.config.get("pulumi:autonaming");
  if (node === undefined) return undefined;
  const section = within("failed to parse autonaming config: invalid autonaming config structure", () =>
    readAutonaming(structureOf(node)),
  );
  const rule = within("failed to resolve root naming config", () => ruleOf(section, context)) ?? DEFAULT;
  const providers: Autonaming["providers"] = new Map();
  for (const [name, provider] of section.children) {
    const what = `failed to resolve naming config for provider ${JSON.stringify(name)}`;
    const resources = new Map<string, NamingRule>();
    providers.set(name, { rule: within(what, () => ruleOf(provider, context)) ?? rule, resources });
    for (const [type, resource] of provider.children) {
      const quoted = JSON.stringify(type);
      const found = within(`failed to resolve naming config for resource ${quoted}`, () =>
        ruleOf(resource, context),
      );
      if (!found) throw failure(`mode or pattern must be specified for resource ${quoted}`);
      resources.set(type, found);
    }
  }
  return { rule, providers };
}

const DEFAULT: NamingRule = { mode: "default" };
const failure = (message: string): UserError => new UserError(`getting autonaming config: ${message}`);

function within<T>(what: string, task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw failure(`${what}: ${messageOf(error)}`);
  }
}

/** The setting as the official CLI reads it: a value that is neither a map nor a list is a text. */
function structureOf(node: ConfigNode): unknown {
  if (Array.isArray(node) || isConfigMap(node)) return toStored(node);
  return node instanceof SecureValue ? node.ciphertext : String(node);
}

/** The rule of one level; undefined when it sets none. */
function ruleOf({ mode, pattern, enforce }: NamingJson, context: NamingContext): NamingRule | undefined {
  if (mode !== undefined && (pattern !== undefined || enforce !== undefined))
    throw new Error("cannot specify both mode and pattern/enforce");
  if (pattern !== undefined) return { pattern: insertValues(pattern, context), enforce: enforce ?? false };
  if (enforce !== undefined) throw new Error("pattern must be specified when enforce is true");
  if (mode === undefined || mode === "default" || mode === "verbatim" || mode === "disabled")
    return mode && { mode };
  throw new Error(`invalid naming mode: ${mode}`);
}

/** Replaces the expressions of a pattern that have the same value for all resources of the stack. */
function insertValues(pattern: string, context: NamingContext): string {
  let problem: Error | undefined;
  const text = (["organization", "project", "stack"] as const)
    .reduce((result, key) => result.replaceAll(`\${${key}}`, () => context[key]), pattern)
    .replace(/\$\{config\.([^}]+)\}/g, (_, key: string) => {
      try {
        return configText(key, context);
      } catch (error) {
        problem = error as Error;
        return "";
      }
    });
  if (problem) throw problem;
  return text;
}

function configText(key: string, { project, config, decrypt }: NamingContext): string {
  const quoted = JSON.stringify(key);
  let path: ReturnType<typeof parseConfigPath>;
  try {
    path = parseConfigPath(key);
  } catch (error) {
    throw new Error(`failed to get config value for key ${quoted}: ${messageOf(error)}`);
  }
  const [first, ...rest] = path;
  const node = getAt(config.get(`${project}:${first}`), rest);
  if (node === undefined) throw new Error(`no value found for key ${quoted}`);
  return toConfigValue(node, decrypt).value;
}
