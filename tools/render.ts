import { stringify } from "yaml";
import { environment } from "../stacks/environment";
import { type KubernetesObject, recordObjects } from "../stacks/recording/record";
import { readStackFile } from "./stackFile";

/**
 * `make -s render STACK=name`: the environment of a stack as multi-document YAML on standard output, and nothing else;
 * what `kubectl apply` would take. Needs no cluster: it runs the stack's own components and records what they register.
 */
async function main(stack: string): Promise<void> {
  const config = readStackFile(stack);
  const objects = await recordObjects(() => environment(config), { stack });
  process.stdout.write(objects.map(document).join(""));
}

const document = (object: KubernetesObject): string =>
  `---\n${stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })}`;

main(process.argv[2] ?? "dev").catch((error: unknown) => {
  console.error(`render: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
