import type { ConfigValue } from "../model/operation";
import { fullKey } from "./configKeys";
import { isMapping } from "../../../lib/mapping";
import { compareBytes } from "./goJson";

/** The type of a configuration value. */
interface ConfigType {
  /** string, integer, boolean, object or array. */
  type: string;
  /** The type of an array's elements. */
  items?: ConfigType;
}

/** One entry of `config` in Pulumi.yaml. */
export interface ConfigDeclaration extends Partial<ConfigType> {
  secret?: boolean;
  default?: unknown;
  value?: unknown;
}

/** The declarations in Pulumi.yaml, by key as written there. */
export type ConfigSchema = Record<string, ConfigDeclaration>;

/** The first contradiction within the declarations, in the words of the official CLI; undefined when there is none. */
export function problemOfSchema(schema: ConfigSchema, project: string): string | undefined {
  for (const [key, declared] of Object.entries(schema)) {
    const { type, items, default: value } = declared;
    if (value !== undefined && declared.value !== undefined)
      return `project config '${key}' cannot have both a 'default' and 'value' attribute`;
    if (isOwn(key, project)) {
      if (type === "array" && items === undefined)
        return `The configuration key '${key}' declares an array but does not specify the underlying type via the 'items' attribute`;
      if (type !== undefined && value !== undefined && !fits(value, { ...declared, type }))
        return `The default value specified for configuration key '${key}' is not of the expected type '${nameOf({ ...declared, type })}'`;
    } else if (type !== undefined) {
      return `Configuration key '${key}' is not namespaced by the project and should not define a type`;
    } else if (value !== undefined) {
      return (
        `Configuration key '${key}' is not namespaced by the project and should not define a default value. ` +
        "Did you mean to use the 'value' attribute instead of 'default'?"
      );
    } else if (declared.value === undefined || declared.value === null) {
      return `Configuration key '${key}' is namespaced and must provide an attribute 'value'`;
    }
  }
  return undefined;
}

/**
 * The first violation of the declarations by a stack's configuration, in the words of the official CLI.
 * @param config the stack's configuration with the project's defaults, by full key
 */
export function problemOfConfig(
  schema: ConfigSchema,
  project: string,
  stack: string,
  config: Record<string, ConfigValue>,
): string | undefined {
  const keys = Object.keys(schema).sort(compareBytes);
  const missing = keys.filter((key) => isOwn(key, project) && !config[fullKey(key, project)]);
  if (missing.length > 0) {
    return `Stack '${stack}' is missing configuration ${missing.length > 1 ? "values" : "value"} ${enumerate(missing)}`;
  }
  for (const key of keys) {
    const { type, items, secret } = schema[key]!;
    const found = config[fullKey(key, project)];
    if (type === undefined || !found) continue;
    if (secret && !found.secret)
      return `Stack '${stack}' with configuration key '${key}' must be encrypted as it's secret`;
    const declared = { type, ...(items ? { items } : {}) };
    const value: unknown = found.object ? JSON.parse(found.value) : found.value;
    if (!fits(value, declared))
      return `Stack '${stack}' with configuration key '${key}' must be of type '${nameOf(declared)}'`;
  }
  return undefined;
}

const isOwn = (key: string, project: string): boolean => !key.includes(":") || key.startsWith(`${project}:`);

const nameOf = ({ type, items }: ConfigType): string => (items ? `array<${nameOf(items)}>` : type);

/** True when a value has a type. Numbers and booleans can be texts, as the command line sets them. */
function fits(value: unknown, { type, items }: ConfigType): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return typeof value === "string" ? /^[+-]?\d+$/.test(value) : Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "object":
      return isMapping(value);
    default:
      return Array.isArray(value) && items !== undefined && value.every((element) => fits(element, items));
  }
}

function enumerate(keys: string[]): string {
  const quoted = keys.map((key) => `'${key}'`);
  if (quoted.length === 1) return quoted[0]!;
  return `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)!}`;
}
