import { parseEvents, YAMLException } from "js-yaml";
import { composeDocument, type Dialect, type OnRepeatedKey } from "./compose";
import { indentFlowLines } from "./flowIndent";
import { jsonValues } from "./jsonValues";
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
    if (document.problem === undefined && isEmpty(document.text)) continue;
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
  const documents = splitDocuments(text).filter(
    (document) => document.problem !== undefined || !isEmpty(document.text),
  );
  const [document, second] = documents;
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

interface PartialDocument {
  value: unknown;
  text: string;
  position: number;
}

function valuesOf(text: string, onRepeatedKey?: OnRepeatedKey): PartialDocument[] {
  const values = jsonValues(text);
  if (values !== undefined) return values;
  checkCharacters(text);
  const firstLine = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)![0].length;
  return [
    {
      value: yamlValue(text, "kubernetes", onRepeatedKey),
      text,
      position: firstLine === text.length ? 0 : firstLine,
    },
  ];
}

function yamlValue(text: string, dialect: Dialect, onRepeatedKey?: OnRepeatedKey): unknown {
  const strict = parse(text, dialect, onRepeatedKey);
  if (!(strict instanceof YAMLException)) return strict.value;
  if (strict.reason !== "deficient indentation") throw syntaxProblem(strict);
  const lenient = parse(indentFlowLines(text), dialect, onRepeatedKey);
  if (lenient instanceof YAMLException) throw syntaxProblem(lenient);
  return lenient.value;
}

function parse(
  text: string,
  dialect: Dialect,
  onRepeatedKey?: OnRepeatedKey,
): YAMLException | { value: unknown } {
  try {
    const events = parseEvents(text, { maxDepth });
    const tab = misplacedTab(text, events);
    if (tab !== undefined)
      throw new DocumentProblem("found a tab in the indentation; expected spaces.", lineOf(text, tab));
    return { value: composeDocument(text, events, dialect, onRepeatedKey) };
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
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

const isEmpty = (text: string): boolean =>
  !/[\x85\u2028\u2029]/.test(text) && /^(?: *(?:#[^\n]*)?\r?(?:\n|$))*$/.test(text);
