import type { DiffResponse, PropertyDiff } from "../../../protocol/provider";
import { removeSecrets, type PropertyMap } from "../../../protocol/values";
import { differences, isIgnored, propertyDiff, topLevel, type Change } from "../../../protocol/propertyDiff";
import { comparable } from "./comparable";
import type { ResourceType } from "../resourceType";
import type { Fields } from "./field";

/** The effect of changed inputs on a resource of a type. Sends no request to the daemon. */
export function diffFields(
  oldInputs: PropertyMap,
  newInputs: PropertyMap,
  type: Pick<ResourceType, "fields" | "isReplaced" | "deleteFirst">,
  ignoreChanges: readonly string[],
): DiffResponse {
  const { fields } = type;
  const olds = comparable(removeSecrets(oldInputs) as PropertyMap, fields);
  const news = comparable(removeSecrets(newInputs) as PropertyMap, fields);
  const changes = new Map<string, Change>();
  for (const [path, change] of differences(olds, news)) {
    if (isIgnored(path, ignoreChanges)) continue;
    const key = topLevel(path);
    // The position of an entry in a set has no meaning.
    if (path !== key && isSet(fields, key)) changes.set(key, "update");
    else changes.set(path, change);
  }
  const replaces = (path: string): boolean => {
    const key = topLevel(path);
    return fields[key]?.change !== "update" || type.isReplaced?.(key, news) === true;
  };
  const paths = [...changes.keys()];
  const replacing = paths.filter(replaces);
  const detailedDiff: Record<string, PropertyDiff> = {};
  for (const [path, change] of changes) detailedDiff[path] = propertyDiff(change, replaces(path));
  return {
    changes: paths.length > 0 ? "some" : "none",
    replaces: replacing,
    stables: [],
    diffs: [...new Set(paths.map(topLevel))],
    deleteBeforeReplace: replacing.length > 0 && type.deleteFirst?.(olds, news) === true,
    detailedDiff,
  };
}

function isSet(fields: Fields, key: string): boolean {
  const field = fields[key];
  return (field?.kind === "objects" || field?.kind === "texts") && field.unordered === true;
}
