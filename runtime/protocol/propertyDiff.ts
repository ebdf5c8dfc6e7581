import type { PropertyDiff, PropertyDiffKind } from "./provider";
import { joinPath, parsePathOrKey } from "../../lib/propertyPath";
import { deepEquals, isPropertyMap, type PropertyValue } from "./values";

export type Change = "add" | "delete" | "update";

/** Returns the changes between two values by path. Descends where both values are maps or both are lists. */
export function differences(olds: PropertyValue, news: PropertyValue): Map<string, Change> {
  const found = new Map<string, Change>();
  compare("", olds, news, found);
  return found;
}

function compare(path: string, olds: PropertyValue, news: PropertyValue, found: Map<string, Change>): void {
  if (deepEquals(olds, news)) return;
  if (isPropertyMap(olds) && isPropertyMap(news)) {
    for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
      compareEntry(joinPath(path, key), olds[key], news[key], found);
    }
  } else if (Array.isArray(olds) && Array.isArray(news)) {
    for (let i = 0; i < Math.max(olds.length, news.length); i++) {
      compareEntry(`${path}[${i}]`, olds[i], news[i], found);
    }
  } else found.set(path, "update");
}

function compareEntry(
  path: string,
  olds: PropertyValue | undefined,
  news: PropertyValue | undefined,
  found: Map<string, Change>,
): void {
  if (olds === undefined && news === undefined) return;
  if (olds === undefined) found.set(path, "add");
  else if (news === undefined) found.set(path, "delete");
  else compare(path, olds, news, found);
}

/** The first part of a path. */
export const topLevel = (path: string): string => /^[^.[]+/.exec(path)?.[0] ?? path;

/** Converts a change to the form of the provider protocol. */
export function propertyDiff(change: Change, replaces: boolean): PropertyDiff {
  const kind = (replaces ? `${change}-replace` : change) as PropertyDiffKind;
  return { kind, inputDiff: change === "delete" };
}

/** True when a path is, or is below, an ignored path. `[*]` matches any index, `*` any key. */
export function isIgnored(path: string, ignoreChanges: readonly string[]): boolean {
  const parts = parsePathOrKey(path).map(String);
  return ignoreChanges.some((ignored) => {
    const pattern = parsePathOrKey(ignored).map(String);
    return pattern.length <= parts.length && pattern.every((part, i) => part === "*" || part === parts[i]);
  });
}
