import { UserError } from "./userError";

/** One step into a value: a map's key or a list's index. */
export type PathSegment = string | number;

/**
 * The segments of a property path: `a.b[0]["c.d"]`.
 * @throws UserError naming what is wrong and where
 */
export function parsePath(path: string): PathSegment[] {
  const fail = (message: string): never => {
    throw new UserError(`invalid config key path ${JSON.stringify(path)}: ${message}`);
  };
  const segments: PathSegment[] = [];
  let at = 0;
  while (at < path.length) {
    if (path[at] === ".") {
      at++;
      if (at === path.length) fail("it ends with a period");
      if (path[at] === ".") fail(`two periods follow each other at position ${at}`);
      continue;
    }
    if (path[at] !== "[") {
      const end = path.slice(at).search(/[.[]/);
      const stop = end === -1 ? path.length : at + end;
      segments.push(path.slice(at, stop));
      at = stop;
      continue;
    }
    if (path[at + 1] === '"') {
      const match = /^\["((?:[^"\\]|\\.)*)"\]/s.exec(path.slice(at));
      if (!match) return fail(`the quoted key that begins at position ${at} is not closed by "]`);
      segments.push(match[1]!.replace(/\\(.)/gs, "$1"));
      at += match[0].length;
      continue;
    }
    const match = /^\[([^\]]*)\]/.exec(path.slice(at));
    if (!match) return fail(`the bracket at position ${at} is not closed`);
    if (!/^\d{1,9}$/.test(match[1]!))
      fail(`${JSON.stringify(match[1])} is no list index; quote a map's key: ["…"]`);
    segments.push(Number(match[1]));
    at += match[0].length;
  }
  if (segments.length === 0) fail("it is empty");
  return segments;
}

/** Segments as a path that {@link parsePath} reads. */
export function formatPath(segments: readonly PathSegment[]): string {
  return segments
    .map((segment, index) => {
      if (typeof segment === "number") return `[${segment}]`;
      if (segment === "" || /[.["\]\\]/.test(segment)) return `["${segment.replace(/["\\]/g, "\\$&")}"]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join("");
}
