/** A path with one more key, as Pulumi writes property paths: `a.b`, and `a["b.c"]` for a key with one of `.[]"`. */
export function joinPath(path: string, key: string): string {
  if (key === "" || /[.[\]"]/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The keys and indexes of a property path. */
export function splitPath(path: string): string[] {
  const parts: string[] = [];
  for (const match of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
    parts.push(match[1] !== undefined ? (JSON.parse(`"${match[1]}"`) as string) : (match[2] ?? match[3]!));
  }
  return parts;
}
