import { makeUrn, parseUrn, STACK_TYPE, type URN, urnName } from "../model/urn";
import type { ResourceState } from "../model/state";
import type { DeploymentState } from "./deploymentState";
import type { Alias, Goal } from "./goal";
import { messages } from "./messages";

/** Finds the old states of registered resources, and records which of them have a new URN. */
export class Aliases {
  /** From the old URN of a resource that was found by an alias to its new one. */
  private readonly newUrns = new Map<URN, URN>();
  /** The reverse. */
  private readonly oldUrns = new Map<URN, URN>();

  constructor(private readonly deployment: Pick<DeploymentState, "stack" | "project" | "previous">) {}

  /** The URN under which a resource is registered now, if it was found by an alias. */
  newUrn(old: URN): URN | undefined {
    return this.newUrns.get(old);
  }

  /**
   * Finds the resource's old state by its URN or its aliases.
   * @throws when another registered resource has the same old state
   */
  findOld(goal: Goal, urn: URN, registered: ReadonlySet<URN>): ResourceState | undefined {
    const { stack, project, previous } = this.deployment;
    const claimedBy = this.newUrns.get(urn);
    if (claimedBy !== undefined) throw new Error(messages.duplicateAliased(urn, claimedBy));
    for (const candidate of [urn, ...generateAliases(goal, { stack, project, aliasOf: this.oldUrns })]) {
      const old = previous.get(candidate);
      if (!old) continue;
      if (candidate !== urn) {
        const taken = registered.has(candidate) ? urn : this.newUrns.get(candidate);
        if (taken !== undefined) throw new Error(messages.duplicateAlias(candidate, urn, taken));
        this.newUrns.set(candidate, urn);
        this.oldUrns.set(urn, candidate);
      }
      return old;
    }
    return undefined;
  }
}

/** The context for resolving aliases. */
interface AliasContext {
  stack: string;
  project: string;
  /** From the URN of a registered resource to its old URN in the state, when they differ. */
  aliasOf: ReadonlyMap<URN, URN>;
}

/** Returns every URN that the resource may have had: from its own aliases and from its parent's. */
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

/**
 * The alias that follows from the parent's alias. If the name begins with the parent's name, that part changes too.
 */
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
