/** The elements of a property path: names and indices. */
export type PropertyPath = (string | number)[];

/**
 * Parses `spec.containers[0].env["a.b"]`, as Pulumi's `resource.ParsePropertyPath`. A path that cannot be read is one name:
 * a provider's slip must not hide its difference.
 */
export function parsePropertyPath(path: string): PropertyPath {
  const elements: PropertyPath = [];
  let rest = path;
  while (rest !== "") {
    const match =
      /^\.?\["((?:\\.|[^"\\])*)"\]/s.exec(rest) ?? /^\.?\[(\d+)\]/.exec(rest) ?? /^\.?([^.[\]]+)/s.exec(rest);
    if (!match) return [path];
    const text = match[1]!;
    if (match[0].startsWith('["') || match[0].startsWith('.["')) elements.push(text.replace(/\\(.)/gs, "$1"));
    else if (match[0].includes("[")) elements.push(Number(text));
    else elements.push(text);
    rest = rest.slice(match[0].length);
  }
  return elements;
}
