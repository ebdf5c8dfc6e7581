import { type PropertyPath, WILDCARD } from "../../../lib/propertyPath";
import { isPropertyMap, mapValue, type PropertyMap, type PropertyValue, Secret } from "../../protocol/values";

type Maybe = PropertyValue | undefined;

/**
 * Returns `news` with the properties at the path as in `olds`; a property that `olds` does not have is removed. No other
 * property and no element of a list is added or removed: where the path requires this, it does not fit, and only the
 * properties before that place are reset. These are the rules of Pulumi's `PropertyPath.Reset`.
 */
export function resetProperty(
  path: PropertyPath,
  olds: PropertyMap,
  news: PropertyMap,
): { inputs: PropertyMap; fits: boolean } {
  const inputs = copy(news) as PropertyMap;
  return { fits: reset(path, olds, inputs, NOT_SECRET), inputs };
}

function copy(value: PropertyValue): PropertyValue {
  return mapValue(value, (special) =>
    special instanceof Secret ? new Secret(copy(special.value)) : special,
  );
}

/** Whether the old and the new value are in a secret. */
interface Hidden {
  old: boolean;
  current: boolean;
}
const NOT_SECRET: Hidden = { old: false, current: false };

/** An old value for a place of the new inputs. It stays secret there. */
const kept = (value: PropertyValue, { old, current }: Hidden): PropertyValue =>
  old && !current && !(value instanceof Secret) ? new Secret(value) : value;

function reset(path: PropertyPath, old: Maybe, current: Maybe, outer: Hidden): boolean {
  const [element, ...rest] = path;
  if (element === undefined) return false;
  const hidden = {
    old: outer.old || old instanceof Secret,
    current: outer.current || current instanceof Secret,
  };
  while (old instanceof Secret) old = old.value;
  while (current instanceof Secret) current = current.value;
  if (typeof element === "number") return resetElement(element, rest, old, current, hidden);
  if (element === WILDCARD) return resetAll(rest, old, current, hidden);

  const [oldMap, currentMap] = [
    isPropertyMap(old) ? old : undefined,
    isPropertyMap(current) ? current : undefined,
  ];
  if (rest.length === 0) {
    const value = oldMap?.[element];
    if (value === undefined) delete currentMap?.[element];
    else if (currentMap) currentMap[element] = kept(value, hidden);
    return value === undefined || currentMap !== undefined;
  }
  if (!oldMap || !currentMap) return !oldMap && !currentMap;
  const [before, after] = [oldMap[element], currentMap[element]];
  if (after === undefined) return before === undefined;
  return reset(rest, before, after, hidden);
}

function resetElement(
  index: number,
  rest: PropertyPath,
  old: Maybe,
  current: Maybe,
  hidden: Hidden,
): boolean {
  if (!Array.isArray(old) || !Array.isArray(current)) return !Array.isArray(old) && !Array.isArray(current);
  const [hasOld, hasNew] = [index < old.length, index < current.length];
  if (rest.length > 0) return hasOld && hasNew && reset(rest, old[index], current[index], hidden);
  if (hasOld && hasNew) current[index] = kept(old[index]!, hidden);
  return hasOld === hasNew;
}

function resetAll(rest: PropertyPath, old: Maybe, current: Maybe, hidden: Hidden): boolean {
  const inner = (before: Maybe, after: Maybe) => reset(rest, before, after, hidden);
  if (isPropertyMap(current)) {
    if (!isPropertyMap(old)) return rest.length === 0;
    if (rest.length > 0)
      return Object.keys(old).every((key) => key in current && inner(old[key], current[key]));
    for (const key of Object.keys(current)) if (!(key in old)) delete current[key];
    for (const [key, value] of Object.entries(old)) current[key] = kept(value, hidden);
    return true;
  }
  if (!Array.isArray(current)) return false;
  if (!Array.isArray(old)) return rest.length === 0;
  const shared = old.slice(0, current.length);
  if (rest.length > 0)
    return shared.every((value, i) => inner(value, current[i])) && old.length === current.length;
  shared.forEach((value, i) => (current[i] = kept(value, hidden)));
  return old.length === current.length;
}
