import { joinQuoted, parsePropertyPath, pathContains, type PropertyPath } from "../../../lib/propertyPath";
import { changedKeys, differences } from "../../protocol/propertyDiff";
import type { DiffResponse, PropertyDiff, PropertyDiffKind } from "../../protocol/provider";
import type { PropertyMap } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import { resetProperty } from "./resetProperty";

export const NO_DIFF: DiffResponse = {
  changes: "none",
  replaces: [],
  stables: [],
  diffs: [],
  deleteBeforeReplace: false,
};
/** A change without details. */
export const SOME_DIFF: DiffResponse = { ...NO_DIFF, changes: "some" };

/** The diff of a resource that is replaced for a reason other than its properties (`id`, `provider`). */
export const replacedBecauseOf = (key: string): DiffResponse => ({ ...SOME_DIFF, replaces: [key] });

/** In `replaceOnChanges`: a resource that was created but did not become ready. */
const INIT_ERROR_KEY = "#initerror";

/** True when the diff requires a replacement. */
export function isReplacement(diff: DiffResponse): boolean {
  return (
    diff.replaces.length > 0 ||
    Object.values(diff.detailedDiff ?? {}).some((property) => property.kind.endsWith("-replace"))
  );
}

/** What to do with an existing resource that is registered again. */
export type Decision = "same" | "update" | "replace" | "delete-before-replace";

/**
 * @param facts.deleteBeforeReplace the program's option; undefined: the provider decides
 * @param facts.interrupted an update of the resource was interrupted: it may be in the old or the new state
 */
export function decide(facts: {
  old: Pick<ResourceState, "initErrors" | "pendingReplacement">;
  diff: DiffResponse;
  deleteBeforeReplace: boolean | undefined;
  interrupted: boolean;
}): Decision {
  const { old, diff, deleteBeforeReplace, interrupted } = facts;
  const changed = diff.changes === "some";
  if (old.pendingReplacement === true || (changed && isReplacement(diff)))
    return (deleteBeforeReplace ?? diff.deleteBeforeReplace) ? "delete-before-replace" : "replace";
  // A resource that is not ready gets an update to its current state, which waits until it is ready.
  return changed || interrupted || old.initErrors.length > 0 ? "update" : "same";
}

/** Returns every path at which two maps differ. */
export const propertyDifferences = (olds: PropertyMap, news: PropertyMap): Record<string, PropertyDiff> =>
  Object.fromEntries(
    [...differences(olds, news, joinQuoted)].map(([path, kind]) => [path, { kind, inputDiff: true }]),
  );

/** Compares the inputs when the provider does not know whether anything changed. */
export function withKnownChanges(
  diff: DiffResponse,
  oldInputs: PropertyMap,
  newInputs: PropertyMap,
  ignoreChanges: string[],
): DiffResponse {
  if (diff.changes !== "unknown") return diff;
  const { inputs: news } = processIgnoreChanges(newInputs, oldInputs, ignoreChanges);
  const diffs = changedKeys(oldInputs, news);
  if (diffs.length === 0) return { ...diff, changes: "none" };
  return { ...diff, changes: "some", diffs, detailedDiff: propertyDifferences(oldInputs, news) };
}

/**
 * Returns the inputs with the old value of every ignored property, and the paths that do not fit, because a value on them
 * was added or removed.
 */
export function processIgnoreChanges(
  inputs: PropertyMap,
  oldInputs: PropertyMap,
  ignoreChanges: string[],
): { inputs: PropertyMap; invalid: string[] } {
  let result = inputs;
  const invalid: string[] = [];
  for (const text of ignoreChanges) {
    const { inputs: reset, fits } = resetProperty(parsePropertyPath(text), oldInputs, result);
    result = reset;
    if (!fits) invalid.push(text);
  }
  return { inputs: result, invalid };
}

/** Applies the `replaceOnChanges` option. It can also name the init errors of the old state. */
export function applyReplaceOnChanges(
  diff: DiffResponse,
  replaceOnChanges: string[],
  hasInitErrors: boolean,
): DiffResponse {
  if ((diff.changes !== "some" && !hasInitErrors) || replaceOnChanges.length === 0) return diff;
  const paths = replaceOnChanges.map((path) => parsePropertyPath(path));
  const isNamed = (path: PropertyPath) => paths.some((named) => pathContains(named, path));
  const replaces = new Set(diff.replaces);
  for (const key of diff.diffs) if (isNamed(parsePropertyPath(key))) replaces.add(key);
  const detailedDiff: Record<string, PropertyDiff> = {};
  for (const [text, property] of Object.entries(diff.detailedDiff ?? {})) {
    detailedDiff[text] = isNamed(parsePropertyPath(text))
      ? { ...property, kind: toReplace(property.kind) }
      : property;
  }
  let { changes } = diff;
  if (hasInitErrors && isNamed([INIT_ERROR_KEY])) {
    replaces.add(INIT_ERROR_KEY);
    changes = "some";
    detailedDiff[INIT_ERROR_KEY] = { kind: "update-replace", inputDiff: false };
  }
  return {
    ...diff,
    changes,
    replaces: [...replaces],
    ...(diff.detailedDiff ? { detailedDiff } : {}),
  };
}

const toReplace = (kind: PropertyDiffKind): PropertyDiffKind =>
  kind.endsWith("-replace") ? kind : (`${kind}-replace` as PropertyDiffKind);

/** Swaps additions and deletions. A refresh shows how the resource differs from the state, not the reverse. */
export function invertDiff(diff: DiffResponse): DiffResponse {
  const swap: Record<PropertyDiffKind, PropertyDiffKind> = {
    add: "delete",
    "add-replace": "delete-replace",
    delete: "add",
    "delete-replace": "add-replace",
    update: "update",
    "update-replace": "update-replace",
  };
  const inverted: Record<string, PropertyDiff> = {};
  for (const [path, property] of Object.entries(diff.detailedDiff ?? {}))
    inverted[path] = { ...property, kind: swap[property.kind] };
  return { ...diff, detailedDiff: diff.detailedDiff && inverted };
}
