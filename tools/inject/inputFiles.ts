import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { decoded, fileProblem, readText } from "../../lib/fileProblem";
import { UsageError } from "../usage";

const MANIFESTS = { expected: "YAML or JSON in UTF-8", Failure: UsageError };

/**
 * Reads manifests from files and folders. A folder contributes its YAML and JSON files, in the order of their names, as with
 * `kubectl apply -f`.
 * @param paths `-` is standard input; a text with spaces that is not a path may list several
 * @returns the text of each file, with its name in messages
 * @throws {UsageError} if a path cannot be read
 */
export function readInputFiles(paths: readonly string[], readInput: () => Uint8Array) {
  return paths.flatMap(split).flatMap((path) => {
    if (path === "-") {
      const source = "standard input";
      return [{ source, text: decoded(readInput(), { ...MANIFESTS, name: source }) }];
    }
    return filesOf(path).map((file) => ({ source: file, text: readText(file, MANIFESTS) }));
  });
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
    throw new UsageError(`${path}: found ${fileProblem(error)}; expected a file or folder with manifests.`);
  }
  throw new UsageError(`${path}: found a folder without manifests; expected files *.yaml, *.yml or *.json.`);
}
