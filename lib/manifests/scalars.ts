/**
 * Plain scalars as Kubernetes' tools resolve them: the rules of go-yaml 2, which sigs.k8s.io/yaml reads with. They are
 * those of YAML 1.1 without numbers of base 60 and without dates.
 */

/** A resolved scalar. Integers that a double cannot hold are BigInts. */
export type Scalar = string | number | bigint | boolean | null;

/** The type of a resolved scalar, as the suffix of its YAML tag. */
type Type = "str" | "bool" | "null" | "int" | "float" | "timestamp";

export type ResolvedScalar = [type: Type, value: Scalar];

const words = new Map<string, ResolvedScalar>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(typed("bool", true)),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(typed("bool", false)),
  ...["", "~", "null", "Null", "NULL"].map(typed("null", null)),
  ...[".nan", ".NaN", ".NAN"].map(typed("float", Number.NaN)),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map(typed("float", Number.POSITIVE_INFINITY)),
  ...["-.inf", "-.Inf", "-.INF"].map(typed("float", Number.NEGATIVE_INFINITY)),
]);

function typed(type: Type, value: Scalar) {
  return (word: string): [string, ResolvedScalar] => [word, [type, value]];
}

/**
 * Resolves a plain scalar, or one with a tag.
 * @param tag suffix of a tag of YAML's own, such as `int`; undefined without a tag
 * @returns undefined if the text is not of the tag's type
 */
export function resolveScalar(text: string, tag?: string): ResolvedScalar | undefined {
  if (tag === "str") return ["str", text];
  const resolved = resolveText(text);
  const [type, value] = resolved;
  if (tag === undefined || tag === type) return resolved;
  if (tag === "float" && type === "int") return ["float", Number(value)];
  return undefined;
}

function resolveText(text: string): ResolvedScalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (/^[-+0-9]/.test(text)) {
    const plain = text.replaceAll("_", "");
    const integer = integerOf(plain);
    if (integer !== undefined) return ["int", integer];
    if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) return floatOf(plain, text);
    if (isTimestamp(text)) return ["timestamp", text];
  } else if (/^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/.test(text)) {
    return floatOf(text.replaceAll("_", ""), text);
  }
  return ["str", text];
}

function floatOf(digits: string, text: string): ResolvedScalar {
  const value = Number(digits);
  return Number.isFinite(value) ? ["float", value] : ["str", text];
}

const maxUint64 = 2n ** 64n - 1n;
const minInt64 = -(2n ** 63n);

/** The integer in Go's notation, if it fits 64 bits. Only unsigned text may exceed the range of an int64. */
function integerOf(text: string): number | bigint | undefined {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(text);
  if (match === null) return undefined;
  const [, sign, digits] = match as unknown as [string, string, string];
  const octal = /^0[oO]?([0-7]+)$/.exec(digits);
  const size = BigInt(octal ? `0o${octal[1]}` : digits.toLowerCase());
  const value = sign === "-" ? -size : size;
  if (value < minInt64 || value > (sign === "" ? maxUint64 : -minInt64 - 1n)) return undefined;
  return exact(value);
}

/** The number, if a double holds it exactly. */
export function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function isTimestamp(text: string): boolean {
  return /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?)?$/.test(
    text,
  );
}

/** The text of a mapping key in JSON; undefined for a scalar that cannot be a key. */
export function keyText([type, key]: ResolvedScalar): string | undefined {
  if (type === "null" || (typeof key === "bigint" && key >= -minInt64)) return undefined;
  return type === "float" ? singlePrecision(key as number) : String(key);
}

/** sigs.k8s.io/yaml writes floating-point keys with the shortest digits of single precision. */
function singlePrecision(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  const wanted = Math.fround(value);
  if (!Number.isFinite(wanted)) return wanted > 0 ? ".inf" : "-.inf";
  let digits = 0;
  while (digits < 8 && Math.fround(Number(wanted.toExponential(digits))) !== wanted) digits++;
  const text = wanted.toExponential(digits);
  const [mantissa, exponent] = text.split("e") as [string, string];
  const size = Math.abs(Number(exponent));
  if (Number(exponent) >= -4 && Number(exponent) < 6)
    return Object.is(value, -0) ? "-0" : String(Number(text));
  return `${mantissa}e${exponent[0]}${String(size).padStart(2, "0")}`;
}
