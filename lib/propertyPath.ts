/**
 * Pulumi's property paths (`resource.PropertyPath`): `root.nested["key with.dots"].list[0][*]`.
 * Keys of maps are strings, indexes of lists are numbers.
 */
export type PropertyPath = (string | number)[];

/** The element that matches any key or index. */
export const WILDCARD = "*";

/** A text that is not a property path. */
export class PropertyPathError extends Error {
  constructor(
    text: string,
    /** What is wrong and where, without the text itself. */
    readonly reason: string,
  ) {
    super(`${JSON.stringify(text)} is not a property path: ${reason}`);
  }
}

interface ParseOptions {
  /** Accept `[*]`; default true. A quoted or plain key `*` is always accepted. */
  wildcards?: boolean;
}

/** @throws PropertyPathError */
export function parsePropertyPath(text: string, { wildcards = true }: ParseOptions = {}): PropertyPath {
  const fail = (reason: string): never => {
    throw new PropertyPathError(text, reason);
  };
  const path: PropertyPath = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    if (rest.startsWith('["')) {
      const match =
        /^\["((?:[^"\\]|\\.)*)"\]/s.exec(rest) ??
        fail(`the quoted key at position ${at} is not closed by "]`);
      path.push(match[1]!.replace(/\\(.)/gs, "$1"));
      at += match[0].length;
    } else if (rest.startsWith("[")) {
      const match = /^\[([^\]]*)\]/.exec(rest) ?? fail(`the bracket at position ${at} is not closed`);
      const index = match[1]!;
      if (index === WILDCARD && wildcards) path.push(WILDCARD);
      else if (/^\d+$/.test(index)) path.push(Number(index));
      else fail(`${JSON.stringify(index)} is not a list index; quote a map's key: ["…"]`);
      at += match[0].length;
    } else {
      const key = /^[^.[]+/.exec(rest) ?? fail(`the key at position ${at} is empty`);
      path.push(key[0]);
      at += key[0].length;
    }
    if (text[at] === "." && ++at === text.length) fail("it ends with a period");
  }
  return path.length > 0 ? path : fail("it is empty");
}

/** Like {@link parsePropertyPath}, but a text that is not a path is a single key, and an empty text is an empty path. */
export function parsePathOrKey(text: string, options?: ParseOptions): PropertyPath {
  if (text === "") return [];
  try {
    return parsePropertyPath(text, options);
  } catch {
    return [text];
  }
}

const quoteKey = (key: string): string => `["${key.replace(/["\\]/g, "\\$&")}"]`;

/** Quotes the same keys as Pulumi: all but ASCII letters, digits and underscores. */
export const formatPropertyPath = (path: PropertyPath): string => path.reduce<string>(joinQuoted, "");

/** Appends one element as in {@link formatPropertyPath}. */
export function joinQuoted(path: string, element: string | number): string {
  if (typeof element === "string" && !/^\w+$/.test(element)) return path + quoteKey(element);
  return joinPath(path, element);
}

/** Appends one element and quotes a key only where the parser needs it: `metadata.app-name`, `labels["b.c"]`. */
export function joinPath(path: string, element: string | number): string {
  if (typeof element === "number") return `${path}[${element}]`;
  if (element === "" || /[.[\]"]/.test(element)) return path + quoteKey(element);
  return path === "" ? element : `${path}.${element}`;
}

/** True when `other` is the property that `path` names, or lies within it. */
export function pathContains(path: PropertyPath, other: PropertyPath): boolean {
  return (
    path.length <= other.length && path.every((element, i) => element === WILDCARD || element === other[i])
  );
}
