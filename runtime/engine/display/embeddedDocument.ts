import { readPulumiYaml } from "../../../lib/manifests/readManifests";
import { type PropertyMap, type PropertyValue, withDoubles } from "../../protocol/values";

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
    return withDoubles(readPulumiYaml(text, ""));
  } catch {
    return undefined;
  }
}

const isCollection = (value: PropertyValue | undefined): value is PropertyMap | PropertyValue[] =>
  typeof value === "object" && value !== null;
