import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileProblem, utf8Text } from "../../lib/fileProblem";
import { InputError } from "./inputError";

/** The text of a manifest file. */
export interface InputFile {
  /** Name in messages. */
  source: string;
  text: string;
}

/**
 * Reads manifests from files and folders. A folder contributes its YAML and JSON files, in the order of their names, as with
 * `kubectl apply -f`.
 * @param paths `-` is standard input; a text with spaces that is not a path may list several
 * @throws {InputError} if a path cannot be read
 */
export function readInputFiles(paths: readonly string[], readInput: () => Uint8Array): InputFile[] {
  return paths.flatMap(split).flatMap((path) => {
    if (path === "-") return [{ source: "standard input", text: decode(readInput(), "standard input") }];
    return filesOf(path).map((file) => ({ source: file, text: readText(file) }));
  });
}

/** Reads a file with UTF-8 text. @throws {InputError} */
export function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  return decode(bytes, file);
}

function split(path: string): string[] {
  if (!/\s/.test(path) || existsSync(path)) return [path];
  const parts = path.split(/\s+/).filter((part) => part !== "");
  return parts.every((part) => part === "-" || existsSync(part)) ? parts : [path];
}

function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const files = readdirSync(path)
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .sort();
    if (files.length > 0) return files.map((name) => join(path, name));
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new InputError(`${path}: found a folder without manifests; expected files *.yaml, *.yml or *.json.`);
}

const unreadable = (path: string, error: unknown): InputError =>
  new InputError(`${path}: found ${fileProblem(error)}; expected a file or folder with manifests.`);

function decode(bytes: Uint8Array, source: string): string {
  const text = utf8Text(bytes);
  if (text !== undefined) return text;
  throw new InputError(`${source}: found bytes that are not UTF-8; expected YAML or JSON in UTF-8.`);
}
