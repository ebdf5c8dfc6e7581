import {
  formatPropertyPath,
  parsePropertyPath,
  pathContains,
  type PropertyPath,
} from "../../../lib/propertyPath";
import type { DiffResponse, PropertyDiff, PropertyDiffKind } from "../../protocol/provider";
import {
  deepEquals,
  isPropertyMap,
  type PropertyMap,
  type PropertyValue,
  Secret,
} from "../../protocol/values";
import { resetProperty } from "./resetProperty";

/** A provider's diff as the engine uses it: whether the resource changes, and why it is replaced. */
export interface ResourceDiff {
  changed: boolean;
  replaceKeys: string[];
  changedKeys: string[];
  stableKeys: string[];
  detailedDiff?: Record<string, PropertyDiff>;
  deleteBeforeReplace: boolean;
}

export const NO_DIFF: ResourceDiff = {
  changed: false,
  replaceKeys: [],
  changedKeys: [],
  stableKeys: [],
  deleteBeforeReplace: false,
};

/** The diff of a resource that is replaced for a reason other than its properties (`id`, `provider`). */
export const replacedBecauseOf = (key: string): ResourceDiff => ({
  ...NO_DIFF,
  changed: true,
  replaceKeys: [key],
});

/** In `replaceOnChanges`: a resource that was created but did not become ready. */
const INIT_ERROR_KEY = "#initerror";

/** True when the diff requires a replacement. */
export function isReplacement(diff: ResourceDiff): boolean {
  return (
    diff.replaceKeys.length > 0 ||
    Object.values(diff.detailedDiff ?? {}).some((property) => property.kind.endsWith("-replace"))
  );
}

/** Returns every path at which two maps differ. */
export function propertyDifferences(olds: PropertyMap, news: PropertyMap): Record<string, PropertyDiff> {
  const result: Record<string, PropertyDiff> = {};
  const add = (path: PropertyPath, kind: PropertyDiffKind) => {
    result[formatPropertyPath(path)] = { kind, inputDiff: true };
  };
  const visit = (path: PropertyPath, old: PropertyValue | undefined, current: PropertyValue | undefined) => {
    if (old === undefined && current === undefined) return;
    if (old === undefined) return add(path, "add");
    if (current === undefined) return add(path, "delete");
    if (old instanceof Secret && current instanceof Secret) return visit(path, old.value, current.value);
    if (deepEquals(old, current)) return;
    if (Array.isArray(old) && Array.isArray(current)) {
      for (let i = 0; i < Math.max(old.length, current.length); i++) visit([...path, i], old[i], current[i]);
    } else if (isPropertyMap(old) && isPropertyMap(current)) {
      for (const key of Object.keys({ ...old, ...current })) visit([...path, key], old[key], current[key]);
    } else add(path, "update");
  };
  for (const key of Object.keys({ ...olds, ...news })) visit([key], olds[key], news[key]);
  return result;
}

/** Returns the top-level keys at which two maps differ. */
export function changedKeys(olds: PropertyMap, news: PropertyMap): string[] {
  return Object.keys({ ...olds, ...news }).filter((key) => !deepEquals(olds[key], news[key]));
}

/** Converts a provider's response. Compares the inputs when the provider does not know whether anything changed. */
export function fromProvider(
  response: DiffResponse,
  oldInputs: PropertyMap,
  newInputs: PropertyMap,
  ignoreChanges: string[],
): ResourceDiff {
  const diff: ResourceDiff = {
    changed: response.changes === "some",
    replaceKeys: response.replaces,
    changedKeys: response.diffs,
    stableKeys: response.stables,
    ...(response.detailedDiff ? { detailedDiff: response.detailedDiff } : {}),
    deleteBeforeReplace: response.deleteBeforeReplace,
  };
  if (response.changes !== "unknown") return diff;
  const { inputs: news } = processIgnoreChanges(newInputs, oldInputs, ignoreChanges);
  const keys = changedKeys(oldInputs, news);
  if (keys.length === 0) return diff;
  return { ...diff, changed: true, changedKeys: keys, detailedDiff: propertyDifferences(oldInputs, news) };
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
  diff: ResourceDiff,
  replaceOnChanges: string[],
  hasInitErrors: boolean,
): ResourceDiff {
  if ((!diff.changed && !hasInitErrors) || replaceOnChanges.length === 0) return diff;
  const paths = replaceOnChanges.map((path) => parsePropertyPath(path));
  const isNamed = (path: PropertyPath) => paths.some((named) => pathContains(named, path));
  const replaceKeys = new Set(diff.replaceKeys);
  for (const key of diff.changedKeys) if (isNamed(parsePropertyPath(key))) replaceKeys.add(key);
  const detailedDiff: Record<string, PropertyDiff> = {};
  for (const [text, property] of Object.entries(diff.detailedDiff ?? {})) {
    detailedDiff[text] = isNamed(parsePropertyPath(text))
      ? { ...property, kind: toReplace(property.kind) }
      : property;
  }
  let changed = diff.changed;
  if (hasInitErrors && isNamed([INIT_ERROR_KEY])) {
    replaceKeys.add(INIT_ERROR_KEY);
    changed = true;
    if (diff.detailedDiff) detailedDiff[INIT_ERROR_KEY] = { kind: "update-replace", inputDiff: false };
  }
  return {
    ...diff,
    changed,
    replaceKeys: [...replaceKeys],
    ...(diff.detailedDiff ? { detailedDiff } : {}),
  };
}

const toReplace = (kind: PropertyDiffKind): PropertyDiffKind =>
  kind.endsWith("-replace") ? kind : (`${kind}-replace` as PropertyDiffKind);

/** Swaps additions and deletions. A refresh shows how the resource differs from the state, not the reverse. */
export function invertDiff(diff: ResourceDiff): ResourceDiff {
  const swap: Record<PropertyDiffKind, PropertyDiffKind> = {
    add: "delete",
    "add-replace": "delete-replace",
    delete: "add",
    "delete-replace": "add-replace",
    update: "update",
    "update-replace": "update-replace",
  };
  if (!diff.detailedDiff) return diff;
  const detailedDiff = Object.fromEntries(
    Object.entries(diff.detailedDiff).map(([path, property]) => [
      path,
      { ...property, kind: swap[property.kind] },
    ]),
  );
  return { ...diff, detailedDiff };
}
