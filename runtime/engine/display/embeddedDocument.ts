import { parseDocument } from "yaml";
import type { PropertyMap, PropertyValue } from "../../protocol/values";

/** A map or list that a string contains as JSON or YAML. */
interface EmbeddedDocument {
  kind: "json" | "yaml";
  value: PropertyMap | PropertyValue[];
}

/** Longer strings are not parsed: YAML would take noticeable time. */
const MAX_LENGTH = 256 * 1024;

/**
 * Parses the document in a string. Returns undefined for no document, a scalar, several documents, or YAML values
 * that JSON does not have.
 */
export function parseEmbeddedDocument(text: string): EmbeddedDocument | undefined {
  // A map or list contains one of these characters; most strings return here.
  if (text.length > MAX_LENGTH || !/[:{[\-?]/.test(text)) return undefined;
  const json = parseJson(text);
  if (isCollection(json)) return { kind: "json", value: json };
  if (json !== undefined) return undefined;
  const yaml = parseYaml(text);
  return isCollection(yaml) ? { kind: "yaml", value: yaml } : undefined;
}

function parseJson(text: string): PropertyValue | undefined {
  try {
    return JSON.parse(text) as PropertyValue;
  } catch {
    return undefined;
  }
}

function parseYaml(text: string): PropertyValue | undefined {
  // Block style needs a line that starts with `-` or `?`, or a colon before a blank or line end.
  if (!/^\s*[[{]/.test(text) && !/(?:^|\n)\s*[-?](?:\s|$)|:(?:\s|$)/.test(text)) return undefined;
  try {
    const document = parseDocument(text, { logLevel: "silent", stringKeys: false, merge: true });
    if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
    return plain(document.toJS({ mapAsMap: true, maxAliasCount: 100 }));
  } catch {
    return undefined;
  }
}

/**
 * Converts YAML to JSON values; undefined for values that JSON does not have (keys that are lists, dates, binary).
 */
function plain(value: unknown): PropertyValue | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) {
    const elements = value.map(plain);
    return elements.includes(undefined) ? undefined : (elements as PropertyValue[]);
  }
  if (!(value instanceof Map)) return undefined;
  const result: PropertyMap = {};
  for (const [key, element] of value) {
    const converted = plain(element);
    if (converted === undefined || (typeof key !== "string" && typeof key !== "number")) return undefined;
    result[String(key)] = converted;
  }
  return result;
}

const isCollection = (value: PropertyValue | undefined): value is PropertyMap | PropertyValue[] =>
  typeof value === "object" && value !== null;
