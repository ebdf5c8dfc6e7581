import type { DiffResponse, PropertyDiff, PropertyDiffKind } from "./provider";
import { joinPath, parsePathOrKey } from "../../lib/propertyPath";
import { deepEquals, isPropertyMap, type PropertyMap, type PropertyValue, Secret } from "./values";

export type Change = "add" | "delete" | "update";

/**
 * Returns the changes between two values by path. Descends where both values are maps, both are lists or both are secrets.
 * @param join appends an element to a path
 */
export function differences(
  olds: PropertyValue,
  news: PropertyValue,
  join: (path: string, element: string | number) => string = joinPath,
): Map<string, Change> {
  const found = new Map<string, Change>();
  const compare = (
    path: string,
    old: PropertyValue | undefined,
    current: PropertyValue | undefined,
  ): void => {
    if (deepEquals(old, current)) return;
    if (old === undefined) found.set(path, "add");
    else if (current === undefined) found.set(path, "delete");
    else if (old instanceof Secret && current instanceof Secret) compare(path, old.value, current.value);
    else if (isPropertyMap(old) && isPropertyMap(current)) {
      for (const key of new Set([...Object.keys(old), ...Object.keys(current)]))
        compare(join(path, key), old[key], current[key]);
    } else if (Array.isArray(old) && Array.isArray(current)) {
      for (let i = 0; i < Math.max(old.length, current.length); i++)
        compare(join(path, i), old[i], current[i]);
    } else found.set(path, "update");
  };
  compare("", olds, news);
  return found;
}

/** Returns the top-level keys at which two maps differ. */
export function changedKeys(olds: PropertyMap, news: PropertyMap): string[] {
  return Object.keys({ ...olds, ...news }).filter((key) => !deepEquals(olds[key], news[key]));
}

/** The first part of a path. */
export const topLevel = (path: string): string => /^[^.[]+/.exec(path)?.[0] ?? path;

/** Converts a change to the form of the provider protocol. */
export function propertyDiff(change: Change, replaces: boolean): PropertyDiff {
  const kind = (replaces ? `${change}-replace` : change) as PropertyDiffKind;
  return { kind, inputDiff: change === "delete" };
}

/** The response for changes by path. @param deleteFirst whether a replacement waits until the old resource is deleted */
export function diffResponse(detailedDiff: Record<string, PropertyDiff>, deleteFirst: boolean): DiffResponse {
  const paths = Object.keys(detailedDiff);
  const replaces = paths.filter((path) => detailedDiff[path]!.kind.endsWith("-replace"));
  return {
    changes: paths.length > 0 ? "some" : "none",
    replaces,
    stables: [],
    diffs: [...new Set(paths.map(topLevel))],
    deleteBeforeReplace: replaces.length > 0 && deleteFirst,
    detailedDiff,
  };
}

/** True when a path is, or is below, an ignored path. `[*]` matches any index, `*` any key. */
export function isIgnored(path: string, ignoreChanges: readonly string[]): boolean {
  const parts = parsePathOrKey(path).map(String);
  return ignoreChanges.some((ignored) => {
    const pattern = parsePathOrKey(ignored).map(String);
    return pattern.length <= parts.length && pattern.every((part, i) => part === "*" || part === parts[i]);
  });
}
