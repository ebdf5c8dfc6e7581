import { isMapping } from "../../../lib/mapping";
import { compareBytes, goKind } from "./goJson";

/** The settings of one level of `pulumi:autonaming`. */
export interface NamingJson {
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
export const readAutonaming = (value: unknown): NamingJson => readLevel(value, SECTION, undefined, []);

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
