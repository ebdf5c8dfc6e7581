import type { types } from "@pulumi/kubernetes";

type PolicyRule = types.input.rbac.v1.PolicyRule;

/** One right of a role: one verb on one resource, for all objects or for one name. */
export interface Right {
  group: string;
  resource: string;
  verb: string;
  /** The only object; undefined for all objects. */
  name?: string;
}

/**
 * The single rights of rules, without duplicates.
 * @param resources the resources by API group that replace a `*`; other groups keep the `*`
 */
export function rightsOf(
  rules: readonly PolicyRule[],
  resources: Readonly<Record<string, readonly string[]>> = {},
): Right[] {
  const rights = rules.flatMap((rule) => {
    const names = (rule.resourceNames as string[] | undefined) ?? [undefined];
    return (rule.apiGroups as string[]).flatMap((group) =>
      (rule.resources as string[])
        .flatMap((resource) => (resource === "*" && resources[group]) || [resource])
        .flatMap((resource) =>
          (rule.verbs as string[]).flatMap((verb) =>
            names.map((name) => ({ group, resource, verb, ...(name !== undefined && { name }) })),
          ),
        ),
    );
  });
  return [...new Map(rights.map((right) => [rightText(right), right])).values()];
}

/** `GROUP/RESOURCE:VERB`, followed by ` NAME` for a right to one object. */
export function rightText({ group, resource, verb, name }: Right): string {
  return `${group}/${resource}:${verb}${name === undefined ? "" : ` ${name}`}`;
}
