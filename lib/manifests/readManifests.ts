import { parseEvents, YAMLException } from "js-yaml";
import { Composer, type Dialect, type OnRepeatedKey } from "./compose";
import { indentFlowLines } from "./flowIndent";
import { jsonValues, type JsonValue } from "./jsonValues";
import { DocumentProblem, lineOf, ManifestError } from "./manifestError";
import { splitDocuments } from "./splitDocuments";
import { syntaxProblem } from "./syntaxProblem";
import { misplacedTab } from "./tabLines";

/** One document of a YAML or JSON text. */
export interface Manifest {
  /** The value; null for an empty document. Integers that a double cannot hold are BigInts. */
  value: unknown;
  /** Its text without document markers. */
  text: string;
  /** Its position in the text, starting with 1. */
  number: number;
  /** Its first line in the text, starting with 1. */
  line: number;
}

/** The maximum nesting of a document: manifests are far below it, and the parser is recursive. */
const maxDepth = 1000;

/**
 * Reads manifests as kubectl does, with the meaning of sigs.k8s.io/yaml: YAML 1.1 without dates and numbers of base 60,
 * JSON, or JSON objects one after the other.
 * @param source name of the text in errors
 * @throws {ManifestError} with all problems of the text
 */
export function readManifests(text: string, source: string, onRepeatedKey?: OnRepeatedKey): Manifest[] {
  const problems: string[] = [];
  const manifests: Manifest[] = [];
  let number = 0;
  for (const document of splitDocuments(text)) {
    try {
      if (document.problem !== undefined) throw document.problem;
      for (const { value, text: part, position } of valuesOf(document.text, onRepeatedKey)) {
        const line = document.line + lineOf(document.text, position) + 1;
        manifests.push({ value, text: part, number: ++number, line });
      }
    } catch (error) {
      if (!(error instanceof DocumentProblem)) throw error;
      problems.push(
        `${source}: document ${++number}, line ${document.line + error.line + 1}: ${error.message}`,
      );
    }
  }
  if (problems.length > 0) throw new ManifestError(problems.join("\n"));
  return manifests;
}

/**
 * Reads a text with one document.
 * @returns null for an empty text
 * @throws {ManifestError} if the text is invalid or has several documents
 */
export function readManifest(text: string, source: string, onRepeatedKey?: OnRepeatedKey): unknown {
  const manifests = readManifests(text, source, onRepeatedKey);
  if (manifests.length > 1)
    throw new ManifestError(`${source}: line ${manifests[1]!.line}: found a second document; expected one.`);
  return manifests[0]?.value ?? null;
}

/**
 * Reads a file of Pulumi, which is one YAML document, with the meaning of go-yaml 3.
 * @returns null for an empty text
 * @throws {ManifestError} with source and line
 */
export function readPulumiYaml(text: string, source: string): unknown {
  const [document, second] = splitDocuments(text);
  if (second !== undefined)
    throw new ManifestError(`${source}: line ${second.line + 1}: found a second document; expected one.`);
  if (document === undefined) return null;
  try {
    if (document.problem !== undefined) throw document.problem;
    checkCharacters(document.text);
    return yamlValue(document.text, "pulumi");
  } catch (error) {
    if (!(error instanceof DocumentProblem)) throw error;
    throw new ManifestError(`${source}: line ${document.line + error.line + 1}: ${error.message}`);
  }
}

function valuesOf(text: string, onRepeatedKey?: OnRepeatedKey): JsonValue[] {
  const values = jsonValues(text);
  if (values !== undefined) return values;
  checkCharacters(text);
  const value = yamlValue(text, "kubernetes", onRepeatedKey);
  const firstLine = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)![0].length;
  return [{ value, text, position: firstLine === text.length ? 0 : firstLine }];
}

function yamlValue(text: string, dialect: Dialect, onRepeatedKey?: OnRepeatedKey): unknown {
  try {
    try {
      return parse(text, dialect, onRepeatedKey);
    } catch (error) {
      if (!(error instanceof YAMLException && error.reason === "deficient indentation")) throw error;
      return parse(indentFlowLines(text), dialect, onRepeatedKey);
    }
  } catch (error) {
    throw error instanceof YAMLException ? syntaxProblem(error) : error;
  }
}

function parse(text: string, dialect: Dialect, onRepeatedKey?: OnRepeatedKey): unknown {
  const events = parseEvents(text, { maxDepth });
  const tab = misplacedTab(text, events);
  if (tab !== undefined)
    throw new DocumentProblem("found a tab in the indentation; expected spaces.", lineOf(text, tab));
  return new Composer(text, events, dialect, onRepeatedKey).document();
}

function checkCharacters(text: string): void {
  const found = /[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (found === null) return;
  const code = found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  throw new DocumentProblem(
    `found the control character U+${code}; expected its escape in double quotes.`,
    lineOf(text, found.index),
  );
}
