import { makeUrn, parseUrn, STACK_TYPE, type URN, urnName } from "../model/urn";
import type { Alias, Goal } from "./goal";

/** Where aliases are resolved: the stack and project, and which URN each registered resource was found under. */
export interface AliasContext {
  stack: string;
  project: string;
  /** From a registered resource's URN to the old URN that it was found under, where that differs. */
  aliasOf: ReadonlyMap<URN, URN>;
}

/** Every URN that a resource may have had: its own aliases, and those that follow from its parent's. */
export function generateAliases(goal: Goal, context: AliasContext): URN[] {
  const result = new Set(goal.aliases.map((alias) => collapse(goal, alias, context)));
  const parentAlias = goal.parent === undefined ? undefined : context.aliasOf.get(goal.parent);
  if (parentAlias !== undefined) {
    const parentName = urnName(goal.parent!);
    result.add(inherit(goal.type, goal.name, parentName, parentAlias, context));
    for (const alias of goal.aliases) {
      const { type, name } = parseUrn(collapse(goal, alias, context));
      result.add(inherit(type, name, parentName, parentAlias, context));
    }
  }
  return [...result];
}

function collapse(goal: Goal, alias: Alias, context: AliasContext): URN {
  if ("urn" in alias) return alias.urn;
  let parent = alias.noParent === true ? undefined : (alias.parent ?? goal.parent);
  if (alias.noParent !== true && alias.parent === undefined && parent !== undefined)
    parent = context.aliasOf.get(parent) ?? parent;
  if (parent !== undefined && parseUrn(parent).qualifiedType === STACK_TYPE) parent = undefined;
  return makeUrn(
    alias.stack || context.stack,
    alias.project || context.project,
    parent,
    alias.type || goal.type,
    alias.name || goal.name,
  );
}

/** A child's alias that follows from its parent's; a name that begins with the parent's changes along with it. */
function inherit(
  type: string,
  name: string,
  parentName: string,
  parentAlias: URN,
  context: AliasContext,
): URN {
  const aliasName = name.startsWith(parentName) ? urnName(parentAlias) + name.slice(parentName.length) : name;
  return makeUrn(context.stack, context.project, parentAlias, type, aliasName);
}
