/** Options of {@link goJson}. */
export interface GoJsonOptions {
  /** Spaces per level; 0 (default) for one line. */
  indent?: number;
  /** Escapes `<`, `>` and `&`, as Go's `Marshal` does. Default false. */
  escapeHtml?: boolean;
  /** The nesting level of the value. Default 0. */
  level?: number;
}

/** JSON text that is written unchanged. */
export class RawJson {
  constructor(readonly text: string) {}
}

/**
 * Writes JSON like Go's `encoding/json`, so that files equal those of the official CLI byte for byte. A `Map` is a Go struct
 * (fields in the given order), a plain object is a Go map (keys sorted by bytes); `undefined` entries of both are omitted.
 * BigInts are written as integers.
 * @throws TypeError for a function, a symbol, and a number that JSON cannot represent
 */
export function goJson(value: unknown, options: GoJsonOptions = {}): string {
  return write(value, options.indent ?? 0, options.level ?? 0, options.escapeHtml ?? false);
}

function write(value: unknown, indent: number, level: number, html: boolean): string {
  if (value === null || value === undefined) return "null";
  switch (typeof value) {
    case "string":
      return quote(value, html);
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not a JSON number`);
      return Object.is(value, -0) ? "-0" : JSON.stringify(value);
    case "object":
      break;
    default:
      throw new TypeError(`a ${typeof value} is not a JSON value`);
  }
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) {
    return wrap(
      "[",
      value.map((element) => write(element, indent, level + 1, html)),
      "]",
      indent,
      level,
    );
  }
  const entries =
    value instanceof Map ? [...(value as Map<string, unknown>)] : sortedEntries(value as object);
  const colon = indent > 0 ? ": " : ":";
  const parts: string[] = [];
  for (const [key, element] of entries) {
    if (element !== undefined) parts.push(quote(key, html) + colon + write(element, indent, level + 1, html));
  }
  return wrap("{", parts, "}", indent, level);
}

function sortedEntries(value: object): [string, unknown][] {
  const keys = Object.keys(value).sort(compareBytes);
  return keys.map((key) => [key, (value as Record<string, unknown>)[key]]);
}

function wrap(open: string, parts: string[], close: string, indent: number, level: number): string {
  if (parts.length === 0) return open + close;
  if (indent === 0) return open + parts.join(",") + close;
  const outer = " ".repeat(indent * level);
  const inner = outer + " ".repeat(indent);
  const separator = `,\n${inner}`;
  // A join copies its parts, and each level around the resources of a state would copy all of them again.
  const joined = parts.some((part) => part.length > LARGE)
    ? parts.reduce((text, part) => text + separator + part)
    : parts.join(separator);
  return `${open}\n${inner}${joined}\n${outer}${close}`;
}

/** The length of a text whose copy costs more than its concatenation. */
const LARGE = 100_000;

function quote(text: string, html: boolean): string {
  const quoted = JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
  return html ? quoted.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`) : quoted;
}

/** Orders strings like Go: by UTF-8 bytes, that is by code points. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  // UTF-16 order differs from code point order only for surrogates.
  if (/[\ud800-\udfff]/.test(a) || /[\ud800-\udfff]/.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}
