import { groupOf } from "../../../kubernetes/object";
import { awaiterOf } from "../../../kubernetes/await/awaiters";
import type { PlannedObject, Rule } from "./requirements";

/** What somebody may be allowed to do, as SelfSubjectAccessReview asks for it. */
export interface Right {
  verb: string;
  group: string;
  /** `deployments`, `pods/log`; empty for a path that is no resource. */
  resource: string;
  /** Absent: in no namespace, or in all. */
  namespace?: string;
  /** Absent: of any name. */
  name?: string;
  /** A path that is no resource, `/metrics`. */
  path?: string;
}

/** How an object is waited for: until it is ready, until it is gone. */
const WAITING = ["list", "watch"];
/** What is done with every object. */
const VERBS = ["get", "create", "patch", "delete", ...WAITING];

/** The names of kinds in paths, as far as the cluster or the objects say them. */
export type PluralOf = (apiVersion: string, kind: string) => string | undefined;

/** Every right that somebody needs who makes these objects, waits for them, changes and deletes them. */
export function rightsFor(objects: readonly PlannedObject[], pluralOf: PluralOf): Right[] {
  const rights = new Map<string, Right>();
  const add = (verbs: readonly string[], apiVersion: string, kind: string, namespace?: string) => {
    const resource = pluralOf(apiVersion, kind);
    if (resource === undefined) return;
    for (const verb of verbs) {
      const right = {
        verb,
        group: groupOf(apiVersion),
        resource,
        ...(namespace !== undefined && { namespace }),
      };
      rights.set(JSON.stringify(right), right);
    }
  };
  for (const { apiVersion, kind, namespace } of objects) {
    add(VERBS, apiVersion, kind, namespace);
    for (const related of awaiterOf(apiVersion, kind)?.related ?? [])
      add(WAITING, related.apiVersion, related.kind, namespace);
  }
  return [...rights.values()];
}

/** The rights that a rule of a role gives, one by one. */
export function rightsOfRule({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: Rule): Right[] {
  const names = resourceNames.length > 0 ? resourceNames : [undefined];
  return verbs.flatMap((verb) => [
    ...nonResourceURLs.map((path) => ({ verb, group: "", resource: "", path })),
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((name) => ({ verb, group, resource, ...(name !== undefined && { name }) })),
      ),
    ),
  ]);
}

/** Rights for reading, grouped: `create, patch deployments.apps, services in istio-system`. */
export function describeRights(rights: readonly Right[]): string[] {
  const verbsOf = new Map<string, { what: string; where: string; verbs: string[] }>();
  for (const right of rights) {
    const { what, where } = placeOf(right);
    const key = `${what} ${where}`;
    const entry = verbsOf.get(key) ?? { what, where, verbs: [] };
    if (!entry.verbs.includes(right.verb)) entry.verbs.push(right.verb);
    verbsOf.set(key, entry);
  }
  const lines = new Map<string, { verbs: string; where: string; whats: string[] }>();
  for (const { what, where, verbs } of verbsOf.values()) {
    const key = `${verbs.join()} ${where}`;
    const line = lines.get(key) ?? { verbs: verbs.join(", "), where, whats: [] };
    line.whats.push(what);
    lines.set(key, line);
  }
  return [...lines.values()].map(({ verbs, where, whats }) => `${verbs} ${whats.sort().join(", ")}${where}`);
}

function placeOf({ group, resource, namespace, name, path }: Right): { what: string; where: string } {
  if (path !== undefined) return { what: path, where: "" };
  const qualified = group === "" ? resource : `${resource}.${group}`;
  return {
    what: name === undefined ? qualified : `${qualified}/${name}`,
    where: namespace === undefined ? " in the whole cluster" : ` in ${namespace}`,
  };
}
