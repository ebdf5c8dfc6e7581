import type { ApiClient } from "../../../../../lib/clients/kubernetes/apiClient";
import { at } from "../../../../../lib/clients/kubernetes/object";
import type { PropertyMap } from "../../../../protocol/values";
import { type Right, rightsOfRule } from "./rights";
import type { Rule } from "./requirements";

const REVIEWS = {
  path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  apiVersion: "authorization.k8s.io/v1",
  kind: "SelfSubjectAccessReview",
};
const RBAC = "rbac.authorization.k8s.io";

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
  const review = { apiVersion: REVIEWS.apiVersion, kind: REVIEWS.kind, metadata: {}, spec: specOf(right) };
  const answer = await client.post(REVIEWS, review, { fieldManager: "meshstack" });
  return at(answer, "status", "allowed") === true;
}

function specOf({ verb, group, resource, namespace, name, path }: Right): PropertyMap {
  if (path !== undefined) return { nonResourceAttributes: { verb, path } };
  const [plural = "", subresource] = resource.split("/");
  return {
    resourceAttributes: {
      verb,
      group,
      resource: plural,
      ...(subresource !== undefined && { subresource }),
      ...(namespace !== undefined && { namespace }),
      ...(name !== undefined && { name }),
    },
  };
}
