import { type PropertyPath, WILDCARD } from "../../../lib/propertyPath";
import { isPropertyMap, type PropertyMap, type PropertyValue, Secret } from "../../protocol/values";

/**
 * Returns `news` with the property at the path as in `olds`; a property that `olds` does not have is removed.
 * Returns undefined when, on either side, the path leads through a value that is neither a map nor a list.
 */
export function resetProperty(
  path: PropertyPath,
  olds: PropertyMap,
  news: PropertyMap,
): PropertyMap | undefined {
  const result = reset(path, olds, news);
  return result === undefined ? undefined : ((result.value ?? {}) as PropertyMap);
}

type Maybe = PropertyValue | undefined;

/** `value: undefined` removes the property; an undefined result means that the path does not fit. */
function reset(path: PropertyPath, old: Maybe, current: Maybe): { value: Maybe } | undefined {
  if (path.length === 0) return { value: old };
  if (old instanceof Secret) old = old.value;
  if (current instanceof Secret) {
    const inner = reset(path, old, current.value);
    return inner && { value: inner.value === undefined ? undefined : new Secret(inner.value) };
  }
  const [element, ...rest] = path as [string | number, ...PropertyPath];
  if (Array.isArray(old) || Array.isArray(current)) return resetInList(element, rest, old, current);
  if (typeof element === "number")
    return old === undefined && current === undefined ? { value: current } : undefined;
  const oldMap = isPropertyMap(old) ? old : undefined;
  const currentMap = isPropertyMap(current) ? current : undefined;
  if ((old !== undefined && !oldMap) || (current !== undefined && !currentMap)) return undefined;
  const keys = element === WILDCARD ? Object.keys({ ...oldMap, ...currentMap }) : [element];
  const result: PropertyMap = { ...currentMap };
  let touched = false;
  for (const key of keys) {
    const inner = reset(rest, oldMap?.[key], currentMap?.[key]);
    if (!inner) return undefined;
    if (inner.value === undefined) delete result[key];
    else result[key] = inner.value;
    touched ||= inner.value !== undefined;
  }
  return { value: current === undefined && !touched ? undefined : result };
}

function resetInList(
  element: string | number,
  rest: PropertyPath,
  old: Maybe,
  current: Maybe,
): { value: Maybe } | undefined {
  if (!Array.isArray(old) || !Array.isArray(current)) return undefined;
  if (element !== WILDCARD && typeof element !== "number") return undefined;
  const indexes = element === WILDCARD ? [...current.keys()] : [element];
  const result = [...current];
  for (const index of indexes) {
    if (index >= old.length && index >= current.length) continue;
    if (index >= old.length || index >= current.length) {
      if (element === WILDCARD) continue;
      return undefined;
    }
    const inner = reset(rest, old[index], current[index]);
    if (!inner) return undefined;
    result[index] = inner.value ?? null;
  }
  return { value: result };
}
