import { joinManifests, writeManifest } from "../lib/manifests/writeManifest";
import { environment } from "../stacks/environment";
import { recordObjects } from "../stacks/recording/record";
import { readStackFile } from "./stackFile";
import { parseArguments, run, stackCommand } from "./usage";

/**
 * `make -s render STACK=name`: prints the environment of a stack as YAML for `kubectl apply`. It needs no cluster, because
 * it records the objects that the components of the stack register. Exits with 2 for a wrong command line or stack file.
 */
export async function main(args: readonly string[]): Promise<number> {
  const program = stackCommand("render", "Prints the environment of a stack as YAML for `kubectl apply`.");
  parseArguments(program, args);
  const stack = program.args[0]!;
  const config = readStackFile(stack);
  const objects = await recordObjects(() => environment(config), { stack });
  process.stdout.write(joinManifests(objects.map(writeManifest)));
  return 0;
}

export const start = (): void => run("render", main);
