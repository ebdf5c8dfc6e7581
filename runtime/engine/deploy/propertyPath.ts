import { isPropertyMap, type PropertyMap, type PropertyValue, Secret } from "../../protocol/values";

/** Where a property is: keys of maps and indexes of lists; `*` stands for any. Pulumi's `resource.PropertyPath`. */
export type PropertyPath = (string | number)[];

/** Any key or index. */
const WILDCARD = "*";

/**
 * Reads `root.nested["key with.dots"].list[0][*]`.
 * @throws when the text is no path
 */
export function parsePropertyPath(text: string): PropertyPath {
  const path: PropertyPath = [];
  let rest = text;
  const fail = (why: string): never => {
    throw new Error(`${JSON.stringify(text)} is not a property path: ${why}`);
  };
  while (rest !== "") {
    if (rest.startsWith("[")) {
      const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(rest);
      const index = /^\[(\d+|\*)\]/.exec(rest);
      if (quoted) path.push(quoted[1]!.replace(/\\(.)/g, "$1"));
      else if (index) path.push(index[1] === WILDCARD ? WILDCARD : Number(index[1]));
      else fail('after "[" there must be an index, "*" or a quoted key, and "]"');
      rest = rest.slice((quoted ?? index)![0].length);
    } else {
      const key = /^[^.[]+/.exec(rest) ?? fail("a key is empty");
      path.push(key[0]);
      rest = rest.slice(key[0].length);
    }
    if (rest.startsWith(".")) {
      rest = rest.slice(1);
      if (rest === "") fail('it ends with "."');
    }
  }
  if (path.length === 0) fail("it is empty");
  return path;
}

/** True when `other` is what `path` names or lies within it. */
export function pathContains(path: PropertyPath, other: PropertyPath): boolean {
  return (
    path.length <= other.length && path.every((element, i) => element === WILDCARD || element === other[i])
  );
}

/** The text of a path. */
export function formatPropertyPath(path: PropertyPath): string {
  let text = "";
  for (const element of path) {
    if (typeof element === "number") text += `[${element}]`;
    else if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(element)) text += text === "" ? element : `.${element}`;
    else text += `["${element.replace(/(["\\])/g, "\\$1")}"]`;
  }
  return text;
}

/**
 * Sets what a path names in `news` back to what it is in `olds`; what is not in `olds` is taken out.
 * @returns the new map, or undefined when the path leads through something that is no map or list on one of the sides
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

/** `value: undefined` means that nothing is to stand there. */
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
