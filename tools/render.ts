import { joinManifests, writeManifest } from "../lib/manifests/writeManifest";
import { environment } from "../stacks/environment";
import { recordObjects } from "../stacks/recording/record";
import { readStackFile } from "./stackFile";

/**
 * `make -s render STACK=name`: prints the environment of a stack as YAML for `kubectl apply`. It needs no cluster, because
 * it records the objects that the components of the stack register.
 */
async function main(stack: string): Promise<void> {
  const config = readStackFile(stack);
  const objects = await recordObjects(() => environment(config), { stack });
  process.stdout.write(joinManifests(objects.map(writeManifest)));
}

main(process.argv[2]!).catch((error: unknown) => {
  console.error(`render: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
