/** Options of {@link goJson}. */
export interface GoJsonOptions {
  /** Spaces per level; 0 (default) for one line. */
  indent?: number;
  /** Escapes `<`, `>` and `&`, as Go's `Marshal` does. Default false. */
  escapeHtml?: boolean;
  /** The nesting level of the value. Default 0. */
  level?: number;
}

/** A Go struct for {@link goJson}: its fields keep their order. */
export const struct = (fields: object): Map<string, unknown> => new Map(Object.entries(fields));

/** Omits an empty list or map from a struct, like Go's `omitempty`. */
export const nonEmpty = <T extends object>(value: T | undefined): T | undefined =>
  value && Object.keys(value).length > 0 ? value : undefined;

/** JSON in UTF-8 that is written unchanged. */
export class RawJson {
  constructor(readonly bytes: Buffer) {}
}

/**
 * Writes JSON like Go's `encoding/json`, so that files equal those of the official CLI byte for byte. A `Map` is a Go struct
 * ({@link struct}), a plain object is a Go map (keys sorted by bytes); `undefined` entries of both are omitted. BigInts are
 * written as integers.
 * @throws TypeError for a function, a symbol, and a number that JSON cannot represent
 */
export const goJson = (value: unknown, options?: GoJsonOptions): string => pieces(value, options).join("");

/**
 * Like {@link goJson}, in UTF-8. Copies {@link RawJson} without decoding it: a large state consists mostly of it.
 * @param end follows the JSON. Default: nothing
 */
export function goJsonBytes(value: unknown, options?: GoJsonOptions, end = ""): Buffer {
  const buffers: Buffer[] = [];
  let text = "";
  for (const piece of pieces(value, options)) {
    if (typeof piece === "string") {
      text += piece;
      continue;
    }
    buffers.push(Buffer.from(text), piece);
    text = "";
  }
  buffers.push(Buffer.from(text + end));
  return Buffer.concat(buffers);
}

type Piece = string | Buffer;

function pieces(value: unknown, { indent = 0, level = 0, escapeHtml = false }: GoJsonOptions = {}): Piece[] {
  const out: Piece[] = [];
  write(value, indent, level, escapeHtml, out);
  return out;
}

function write(value: unknown, indent: number, level: number, html: boolean, out: Piece[]): void {
  if (value instanceof RawJson) out.push(value.bytes);
  else if (Array.isArray(value)) {
    const elements = value.map((element) => ["", element as unknown] as const);
    writeParts("[", elements, "]", indent, level, html, out);
  } else if (typeof value === "object" && value !== null) {
    const entries =
      value instanceof Map ? [...(value as Map<string, unknown>)] : sortedEntries(value as object);
    const colon = indent > 0 ? ": " : ":";
    const fields = entries
      .filter(([, element]) => element !== undefined)
      .map(([key, element]) => [quote(key, html) + colon, element] as const);
    writeParts("{", fields, "}", indent, level, html, out);
  } else out.push(scalar(value, html));
}

function scalar(value: unknown, html: boolean): string {
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
    default:
      throw new TypeError(`a ${typeof value} is not a JSON value`);
  }
}

/** Writes the elements of an array, or the fields of an object with their names. */
function writeParts(
  open: string,
  parts: (readonly [name: string, value: unknown])[],
  close: string,
  indent: number,
  level: number,
  html: boolean,
  out: Piece[],
): void {
  const line = (at: number) => (indent > 0 ? `\n${" ".repeat(indent * at)}` : "");
  const inner = line(level + 1);
  for (const [index, [name, value]] of parts.entries()) {
    out.push(`${index === 0 ? open : ","}${inner}${name}`);
    write(value, indent, level + 1, html, out);
  }
  out.push(parts.length === 0 ? open + close : line(level) + close);
}

function sortedEntries(value: object): [string, unknown][] {
  const keys = Object.keys(value).sort(compareBytes);
  return keys.map((key) => [key, (value as Record<string, unknown>)[key]]);
}

function quote(text: string, html: boolean): string {
  const quoted = JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
  return html ? quoted.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`) : quoted;
}

/** Go's name for the type of a JSON value, in its messages. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null) return "null";
  const kinds: Record<string, string> = { boolean: "bool", bigint: "number" };
  return kinds[typeof value] ?? typeof value;
}

/** Orders strings like Go: by UTF-8 bytes, that is by code points. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  // UTF-16 order differs from code point order only for surrogates.
  if (/[\ud800-\udfff]/.test(a) || /[\ud800-\udfff]/.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}
