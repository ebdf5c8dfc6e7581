import { isMapping } from "../../../lib/mapping";
import type { Autonaming, NamingRule } from "../model/autonaming";
import { parseConfigPath } from "./configKeys";
import { type ConfigNode, getAt, isConfigMap, SecureValue, toConfigValue, toStored } from "./configValue";
import { compareBytes, goKind } from "./goJson";
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

/** The settings of one level of `pulumi:autonaming`. */
interface NamingJson {
  mode?: string;
  pattern?: string;
  enforce?: boolean;
  /** The levels below it by name: the providers of the section, the resource types of a provider. */
  children: Map<string, NamingJson>;
}

/** A level: its name in the official CLI's messages, and the key of its children. */
interface Level {
  name: string;
  children?: { key: string; level: Level };
}
const RESOURCE: Level = { name: "namingConfigJSON" };
const PROVIDER: Level = { name: "providerConfigJSON", children: { key: "resources", level: RESOURCE } };
const SECTION: Level = { name: "autonamingSectionJSON", children: { key: "providers", level: PROVIDER } };

/**
 * Reads the value of `pulumi:autonaming`.
 * @throws Error with the first problem, in the words in which the official CLI, a Go program, reports it
 */
const readAutonaming = (value: unknown): NamingJson => readLevel(value, SECTION, undefined, []);

/** @param outer the level that contains the value, and `path` the keys to it, without those of maps */
function readLevel(value: unknown, level: Level, outer: Level | undefined, path: string[]): NamingJson {
  const read: NamingJson = { children: new Map() };
  if (value === null && outer) return read;
  if (!isMapping(value)) throw mismatch(value, `autonaming.${level.name}`, outer, path);
  for (const written of Object.keys(value).sort(compareBytes)) {
    const element = value[written];
    const key = written.toLowerCase();
    const field = [...path, ...(level === RESOURCE ? [] : [RESOURCE.name]), key];
    if (key === "mode" || key === "pattern") {
      if (typeof element === "string") read[key] = element;
      else if (element !== null) throw mismatch(element, "string", level, field);
    } else if (key === "enforce") {
      if (typeof element === "boolean") read.enforce = element;
      else if (element !== null) throw mismatch(element, "bool", level, field);
    } else if (key === level.children?.key) {
      read.children = readChildren(element, level, [...path, key]);
    } else throw new Error(`json: unknown field ${JSON.stringify(written)}`);
  }
  return read;
}

function readChildren(value: unknown, outer: Level, path: string[]): Map<string, NamingJson> {
  const { level } = outer.children!;
  if (value === null) return new Map();
  if (!isMapping(value)) throw mismatch(value, `map[string]autonaming.${level.name}`, outer, path);
  const keys = Object.keys(value).sort(compareBytes);
  return new Map(keys.map((key) => [key, readLevel(value[key], level, outer, path)]));
}

function mismatch(value: unknown, type: string, level: Level | undefined, path: string[]): Error {
  const where = level ? `struct field ${level.name}.${path.join(".")}` : "value";
  return new Error(`json: cannot unmarshal ${goKind(value)} into Go ${where} of type ${type}`);
}
