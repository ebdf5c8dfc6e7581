/**
 * Durations as Istio 0.2 writes them: the text form of Go's `time.Duration` (`1s`, `2.5s`, `1m0s`, `100ms`).
 * Both Pilot and the proxy read and print them with Go's own parser and printer.
 */

const unitNanoseconds: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const component = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Ten thousand years, the longest duration of protobuf; nothing in a mesh is longer. */
const longestNanoseconds = 315_576_000_000 * 1e9;

/**
 * The length of a duration in nanoseconds.
 * @returns undefined when the text is no duration (a number without a unit, except `0`, is none)
 */
export function durationNanoseconds(text: string): number | undefined {
  const negative = text.startsWith("-");
  const magnitude = text.replace(/^[+-]/, "");
  if (magnitude === "0") return 0;
  let total = 0;
  let position = 0;
  while (position < magnitude.length) {
    component.lastIndex = position;
    const match = component.exec(magnitude);
    if (!match) return undefined;
    total += Math.round(Number(match[1]) * unitNanoseconds[match[2]!]!);
    position = component.lastIndex;
  }
  if (position === 0 || total > longestNanoseconds) return undefined;
  return negative ? -total : total;
}

/** The duration in Go's notation: the two largest units down to seconds (`1h0m0s`, `1m0s`, `2.5s`), below that one unit (`100ms`). */
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

/** `amount / unit` without the rounding of a floating-point division. */
function decimal(amount: number, unit: number): string {
  const whole = Math.floor(amount / unit);
  const digits = String(unit).length - 1;
  const fraction = String(Math.round(amount - whole * unit))
    .padStart(digits, "0")
    .replace(/0+$/, "");
  return fraction === "" ? String(whole) : `${whole}.${fraction}`;
}

/**
 * A duration in Go's notation, whichever way it was written (`60s` becomes `1m0s`).
 * @throws when the text is no duration
 */
export function normalizeDuration(text: string): string {
  const nanoseconds = durationNanoseconds(text);
  if (nanoseconds === undefined) {
    throw new Error(
      `${JSON.stringify(text)} is no duration: write for example "1s", "2.5s", "1m30s", "100ms"`,
    );
  }
  return formatDuration(nanoseconds);
}
