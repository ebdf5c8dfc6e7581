import type { ApiClient } from "../../../kubernetes/client/apiClient";
import { at } from "../../../kubernetes/object";
import type { PropertyMap } from "../../../../protocol/values";
import { type Right, rightsOfRule } from "./rights";
import type { Rule } from "./requirements";

const REVIEWS = {
  path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  apiVersion: "authorization.k8s.io/v1",
  kind: "SelfSubjectAccessReview",
};
const RBAC = "rbac.authorization.k8s.io";

/** Rights that these credentials lack. */
export interface MissingRights {
  /** Of those asked for. */
  direct: Right[];
  /** Those that roles are to grant, where the credentials may neither do it themselves nor escalate roles. */
  granted: Right[];
}

/** Whether the credentials are an administrator's: a rule with all of it is the only one that allows this. */
export const mayDoAll = (client: ApiClient): Promise<boolean> =>
  isAllowed(client, { verb: "*", group: "*", resource: "*" });

/**
 * Asks for rights one by one, as many at once as the client has connections.
 * @throws ApiError where the server does not answer such questions
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
