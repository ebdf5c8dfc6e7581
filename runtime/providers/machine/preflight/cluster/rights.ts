import { type ApiClient, collectionOf } from "../../../../../lib/clients/kubernetes/apiClient";
import { at, groupOf } from "../../../../../lib/clients/kubernetes/object";
import { relatedKindsOf } from "../../../../../lib/clients/kubernetes/relatedKinds";
import type { PlannedObject, Rule } from "./requirements";

const REVIEWS = collectionOf(
  "authorization.k8s.io/v1",
  "SelfSubjectAccessReview",
  "selfsubjectaccessreviews",
);
const RBAC = "rbac.authorization.k8s.io";

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
      const right = { verb, group: groupOf(apiVersion), resource, namespace };
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
      resources.flatMap((resource) => names.map((name) => ({ verb, group, resource, name }))),
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

/** Permissions that these credentials do not have. */
export interface MissingRights {
  /** Missing permissions among those that were checked directly. */
  direct: Right[];
  /** Missing permissions among those that roles will grant, unless the credentials may escalate roles. */
  granted: Right[];
}

/** Whether the credentials are an administrator's: only a rule with all wildcards allows this. */
export const mayDoAll = (client: ApiClient): Promise<boolean> =>
  isAllowed(client, { verb: "*", group: "*", resource: "*" });

/**
 * Checks permissions one by one, in parallel up to the client's connections.
 * @throws ApiError when the server does not support access reviews
 */
export async function missingRights(
  client: ApiClient,
  rights: readonly Right[],
  rules: readonly Rule[],
): Promise<MissingRights> {
  const direct = await denied(client, rights);
  return { direct, granted: rules.length === 0 ? [] : await missingGrants(client, rules) };
}

async function missingGrants(client: ApiClient, rules: readonly Rule[]): Promise<Right[]> {
  const [escalate, bind] = await Promise.all(
    ["escalate", "bind"].map((verb) => isAllowed(client, { verb, group: RBAC, resource: "clusterroles" })),
  );
  if (escalate && bind) return [];
  const unique = new Map(rules.flatMap(rightsOfRule).map((right) => [JSON.stringify(right), right]));
  return denied(client, [...unique.values()]);
}

async function denied(client: ApiClient, rights: readonly Right[]): Promise<Right[]> {
  const allowed = await Promise.all(rights.map((right) => isAllowed(client, right)));
  return rights.filter((_, index) => !allowed[index]);
}

async function isAllowed(client: ApiClient, right: Right): Promise<boolean> {
  const { apiVersion, kind } = REVIEWS;
  const review = { apiVersion, kind, metadata: {}, spec: specOf(right) };
  const answer = await client.post(REVIEWS, review, { fieldManager: "meshstack" });
  return at(answer, "status", "allowed") === true;
}

function specOf({ verb, group, resource, namespace, name, path }: Right): object {
  if (path !== undefined) return { nonResourceAttributes: { verb, path } };
  const [plural, subresource] = resource.split("/");
  return { resourceAttributes: { verb, group, resource: plural, subresource, namespace, name } };
}
