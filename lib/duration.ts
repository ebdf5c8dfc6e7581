/** Durations in the notation of Go's `time.Duration`: `1s`, `2.5s`, `1m0s`, `100ms`. */

const UNIT_NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3, // U+00B5, micro sign
  μs: 1e3, // U+03BC, Greek letter mu
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const COMPONENT = /(?=\.?\d)(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;

/** Go counts nanoseconds in 64 bits: about 292 years. */
const LIMIT_NANOSECONDS = 2 ** 63;

/**
 * The length of a duration in nanoseconds, by the rules of Go's `time.ParseDuration`. Above 104 days (2^53 ns) it is
 * rounded to what a number can hold.
 * @returns undefined when the text is not a valid duration; a number other than `0` requires a unit
 */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith("-") ? -1 : 1;
  const magnitude = text.replace(/^[+-]/, "");
  if (magnitude === "0") return 0;
  let total = 0;
  let position = 0;
  while (position < magnitude.length) {
    COMPONENT.lastIndex = position;
    const match = COMPONENT.exec(magnitude);
    if (!match) return undefined;
    const [, whole, fraction = "", name] = match;
    const unit = UNIT_NANOSECONDS[name!]!;
    // Go truncates fractions of a nanosecond.
    total += Number(whole) * unit + Math.trunc(Number(fraction) * (unit / 10 ** fraction.length));
    position = COMPONENT.lastIndex;
  }
  const overflows = sign > 0 ? total >= LIMIT_NANOSECONDS : total > LIMIT_NANOSECONDS;
  if (position === 0 || overflows) return undefined;
  return total === 0 ? 0 : sign * total;
}

/** The length of a duration in seconds, as Go's `Duration.Seconds` rounds it; undefined as for {@link parseDuration}. */
export function parseDurationSeconds(text: string): number | undefined {
  const nanoseconds = parseDuration(text);
  if (nanoseconds === undefined) return undefined;
  return Math.trunc(nanoseconds / 1e9) + (nanoseconds % 1e9) / 1e9;
}

/**
 * A duration as Go's `Duration.String` prints it: hours, minutes and seconds from one second on (`1h0m0s`, `2.5s`),
 * one unit below that (`100ms`).
 * @param nanoseconds an integer
 */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < 0) return `-${formatDuration(-nanoseconds)}`;
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${decimal(nanoseconds, 1e3)}µs`;
  if (nanoseconds < 1e9) return `${decimal(nanoseconds, 1e6)}ms`;
  const minutes = Math.floor(nanoseconds / 60e9);
  const seconds = `${decimal(nanoseconds - minutes * 60e9, 1e9)}s`;
  if (minutes === 0) return seconds;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`;
}

/** `amount / unit` with up to nine decimals, and without zeros at the end. */
const decimal = (amount: number, unit: number): string => (amount / unit).toFixed(9).replace(/\.?0+$/, "");

/**
 * A duration as Go prints it (`60s` becomes `1m0s`).
 * @throws Error when the text is not a valid duration
 */
export function normalizeDuration(text: string): string {
  const nanoseconds = parseDuration(text);
  if (nanoseconds === undefined) {
    throw new Error(`found ${JSON.stringify(text)}; expected a duration, such as "1s", "2.5s", "1m30s"`);
  }
  return formatDuration(nanoseconds);
}
