import type { types } from "@pulumi/kubernetes";

type PolicyRule = types.input.rbac.v1.PolicyRule;

/** One thing that a role allows: one verb on one resource, of any name or of one. */
export interface Right {
  group: string;
  resource: string;
  verb: string;
  /** Only on the object of this name; undefined for all. */
  name?: string;
}

/**
 * Every single right that rules give, once each. A `*` stands for itself.
 * @param resources the resources of API groups for which `*` stands for these
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

/** `GROUP/RESOURCE:VERB`, with ` NAME` where it is for one object only. */
export function rightText({ group, resource, verb, name }: Right): string {
  return `${group}/${resource}:${verb}${name === undefined ? "" : ` ${name}`}`;
}
