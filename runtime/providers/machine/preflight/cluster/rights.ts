import { groupOf } from "../../../../../lib/clients/kubernetes/object";
import { relatedKindsOf } from "../../../../../lib/clients/kubernetes/relatedKinds";
import type { PlannedObject, Rule } from "./requirements";

/** A permission, as a SelfSubjectAccessReview checks it. */
export interface Right {
  verb: string;
  group: string;
  /** `deployments`, `pods/log`; empty for a non-resource path. */
  resource: string;
  /** Absent: cluster-scoped, or all namespaces. */
  namespace?: string;
  /** Absent: any name. */
  name?: string;
  /** A non-resource path, `/metrics`. */
  path?: string;
}

/** Verbs for waiting until an object is ready or deleted. */
const WAITING = ["list", "watch"];
/** Verbs for every object. */
const VERBS = ["get", "create", "patch", "delete", ...WAITING];

/** The name of a kind in paths; undefined when neither the cluster nor the objects define it. */
export type PluralOf = (apiVersion: string, kind: string) => string | undefined;

/** Every permission to create, await, update and delete these objects. */
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
    for (const related of relatedKindsOf(apiVersion, kind))
      add(WAITING, related.apiVersion, related.kind, namespace);
  }
  return [...rights.values()];
}

/** The single permissions in a rule of a role. */
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

/** Groups permissions for messages: `create, patch deployments.apps, services in istio-system`. */
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
