import { parseAllDocuments } from "yaml";
import type { Checkout } from "./checkout";
import type { ApiObject, Kubectl } from "./cluster";

/** An object's name among all: `GROUP/KIND NAMESPACE/NAME`, whatever version it is served in. */
function nameOf({ apiVersion, kind, metadata }: ApiObject): string {
  const [group] = (apiVersion as string).includes("/") ? (apiVersion as string).split("/") : [""];
  return `${group}/${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

const rendered = new Map<string, string[]>();

/** What must be on a cluster: the names of what `make render` says of a stack, whose file stays as it is. */
export async function wanted(checkout: Checkout, stack: string): Promise<string[]> {
  const key = `${checkout.dir} ${stack}`;
  const known = rendered.get(key);
  if (known) return known;
  const { stdout } = await checkout.run("make", ["-s", "render", `STACK=${stack}`]);
  const names = parseAllDocuments(stdout)
    .map((document) => nameOf(document.toJS() as ApiObject))
    .sort();
  rendered.set(key, names);
  return names;
}

/** What stacks have put on a cluster, of every kind that it serves: all that has a field manager of theirs. */
export async function made(kubectl: Kubectl): Promise<string[]> {
  const kinds = (await kubectl("api-resources", "--verbs=list", "-o", "name")).trim().split("\n");
  const list = await kubectl("get", kinds.join(","), "-A", "-o", "json", "--show-managed-fields");
  const { items } = JSON.parse(list) as { items: ApiObject[] };
  const ours = items.filter(({ metadata }) =>
    ((metadata.managedFields ?? []) as { manager: string }[]).some(({ manager }) =>
      manager.startsWith("pulumi-kubernetes"),
    ),
  );
  return ours.map(nameOf).sort();
}
