import { objectsOf } from "../components/objects";
import { joinManifests, writeManifest } from "../lib/manifests/writeManifest";
import { environment } from "../stacks/environment";
import { readStackFile } from "./stackFile";
import { parseArguments, run, stackCommand } from "./usage";

/**
 * `make -s render STACK=name`: prints the environment of a stack as YAML for `kubectl apply`. Exits with 2 for a wrong command
 * line or stack file.
 */
export function main(args: readonly string[]): number {
  const program = stackCommand("render", "Prints the environment of a stack as YAML for `kubectl apply`.");
  parseArguments(program, args);
  const config = readStackFile(program.args[0]!);
  const objects = objectsOf(environment(config));
  process.stdout.write(joinManifests(objects.map((object) => writeManifest(sorted(object)))));
  return 0;
}

/** Sorts all mappings by their keys, so that the text does not depend on the order in which the code lists them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field)]));
}

export const start = (): void => run("render", main);
