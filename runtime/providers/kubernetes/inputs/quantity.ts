/** Powers of ten of the decimal suffixes, and of two of the binary ones. */
const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/** Digits that the server's arithmetic keeps. */
const FAST_DIGITS = 18;
const FAST_BINARY_DIGITS = 15;
const MOST = 2n ** 63n - 1n;

interface Parsed {
  negative: boolean;
  whole: string;
  fraction: string;
  /** The power of ten, or of two for a binary suffix. */
  exponent: number;
  form: "decimal" | "exponent" | "binary";
}

/**
 * The form in which the Go type of a resource quantity is written: `1024Mi` as `1Gi`, `1000m` as `1`, `0.5` as `500m`.
 * @throws when the text is not a quantity
 */
export function canonicalQuantity(text: string): string {
  const parsed = parse(text.trim());
  if (isKept(parsed)) return text.trim();
  const { value, scale } = amountOf(parsed);
  if (value === 0n) return "0";
  const sign = parsed.negative ? "-" : "";
  // Binary suffixes are written for whole numbers from 1024 on.
  const isWhole = value % 10n ** BigInt(scale) === 0n;
  const whole = value / 10n ** BigInt(scale);
  if (parsed.form === "binary" && isWhole && whole >= 1024n) return sign + inBinary(whole);
  return sign + inDecimal(value, -scale, parsed.form === "exponent");
}

function parse(text: string): Parsed {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([a-zA-Z]*)([+-]?\d*)$/.exec(text);
  const [, sign = "", whole = "", fraction = "", letters = "", power = ""] = match ?? [];
  if (!match || text === "") throw new Error(`${JSON.stringify(text)} is not a quantity`);
  const number = { negative: sign === "-", whole, fraction };
  if (/^[eE]$/.test(letters) && /\d/.test(power)) {
    return { ...number, exponent: Number(power), form: "exponent" };
  }
  if (power === "") {
    const decimal = DECIMAL.indexOf(letters);
    if (decimal >= 0) return { ...number, exponent: (decimal - DECIMAL.indexOf("")) * 3, form: "decimal" };
    const binary = BINARY.indexOf(letters);
    if (binary > 0) return { ...number, exponent: binary * 10, form: "binary" };
  }
  throw new Error(`${JSON.stringify(text)} is not a quantity`);
}

/** The Go type keeps the text of a number that it takes for canonical already. */
function isKept({ whole: given, fraction, exponent, form }: Parsed): boolean {
  const whole = given.replace(/^0+(?=\d)/, "") || "0";
  const digits = whole + fraction;
  if (form === "binary") {
    const room = FAST_BINARY_DIGITS - whole.length - Math.trunc((exponent * 3) / 10) - 1;
    return fraction === "" && room >= 0 && (BigInt(whole) & 7n) !== 0n;
  }
  const scale = exponent - fraction.length;
  const isFast = digits.length <= FAST_DIGITS && scale >= -9;
  return isFast && scale % 3 === 0 && !digits.endsWith("000") && digits[0] !== "0";
}

/** The absolute value as `value / 10^scale`, rounded up to nanos and capped. */
function amountOf({ whole, fraction, exponent, form }: Parsed): { value: bigint; scale: number } {
  let value = BigInt(`0${whole}${fraction}`);
  let scale = fraction.length;
  if (form === "binary") value *= 2n ** BigInt(exponent);
  else if (exponent <= scale) scale -= exponent;
  else {
    value *= 10n ** BigInt(exponent - scale);
    scale = 0;
  }
  if (scale > 9) {
    const unit = 10n ** BigInt(scale - 9);
    value = value / unit + (value % unit === 0n ? 0n : 1n);
    scale = 9;
  }
  if (form === "binary" && value > MOST * 10n ** BigInt(scale)) return { value: MOST, scale: 0 };
  return { value, scale };
}

function inBinary(whole: bigint): string {
  let value = whole;
  let step = 0;
  for (; value % 1024n === 0n && step < BINARY.length - 1; step++) value /= 1024n;
  return `${value}${BINARY[step]}`;
}

/** `value * 10^exponent` with an exponent that is a multiple of three. */
function inDecimal(value: bigint, exponent: number, asExponent: boolean): string {
  for (; value % 10n === 0n; exponent++) value /= 10n;
  for (; exponent % 3 !== 0; exponent--) value *= 10n;
  if (asExponent) return exponent === 0 ? `${value}` : `${value}e${exponent}`;
  const suffix = DECIMAL[exponent / 3 + DECIMAL.indexOf("")];
  return suffix === undefined ? `${value}e${exponent}` : `${value}${suffix}`;
}
