import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Checkout } from "./checkout";
import type { ApiObject, Kubectl } from "./cluster";

/** An object's unique name, independent of its version: `GROUP/KIND NAMESPACE/NAME`. */
function nameOf({ apiVersion, kind, metadata }: ApiObject): string {
  const [group] = (apiVersion as string).includes("/") ? (apiVersion as string).split("/") : [""];
  return `${group}/${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

const rendered = new Map<string, string[]>();

/** The expected objects of a stack: the names in the output of `make render`. */
export async function wanted(checkout: Checkout, stack: string): Promise<string[]> {
  const key = `${checkout.dir} ${readFileSync(join(checkout.dir, "stacks", `Pulumi.${stack}.yaml`), "utf8")}`;
  const known = rendered.get(key);
  if (known) return known;
  const { stdout } = await checkout.run("make", ["-s", "render", `STACK=${stack}`]);
  const names = parseAllDocuments(stdout)
    .map((document) => nameOf(document.toJS() as ApiObject))
    .sort();
  rendered.set(key, names);
  return names;
}

/** The objects of every kind that stacks have created on a cluster: all with a stack's field manager. */
export async function created(kubectl: Kubectl): Promise<string[]> {
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
