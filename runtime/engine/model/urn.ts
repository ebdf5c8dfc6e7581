/** A Uniform Resource Name: `urn:pulumi:STACK::PROJECT::[PARENT-TYPES$]TYPE::NAME`. */
export type URN = string;

const PREFIX = "urn:pulumi:";

export interface UrnParts {
  stack: string;
  project: string;
  /** The types of the resource's parents and its own, joined with `$`. */
  qualifiedType: string;
  /** The resource's own type token. */
  type: string;
  /** Can contain `::`. */
  name: string;
}

/**
 * Splits a URN into its parts.
 * @throws when the text is not a URN
 */
export function parseUrn(urn: URN): UrnParts {
  const match = /^urn:pulumi:(.*?)::(.*?)::(.*?)::(.*)$/s.exec(urn);
  if (!match)
    throw new Error(`${JSON.stringify(urn)} is not a URN: expected urn:pulumi:STACK::PROJECT::TYPE::NAME`);
  const qualifiedType = match[3]!;
  return {
    stack: match[1]!,
    project: match[2]!,
    qualifiedType,
    type: qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1),
    name: match[4]!,
  };
}

/** The type of the stack's own resource: the root of all others, and not part of their qualified types. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * Creates the URN of a resource.
 * @param parent the parent's URN; undefined for a resource directly below the stack
 */
export function makeUrn(
  stack: string,
  project: string,
  parent: URN | undefined,
  type: string,
  name: string,
): URN {
  const parentType = parent === undefined ? STACK_TYPE : parseUrn(parent).qualifiedType;
  const qualifiedType = parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `${PREFIX}${stack}::${project}::${qualifiedType}::${name}`;
}

export const urnName = (urn: URN): string => parseUrn(urn).name;
export const urnType = (urn: URN): string => parseUrn(urn).type;
