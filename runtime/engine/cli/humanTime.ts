const SECOND = 1;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30 * DAY;
const YEAR = 12 * MONTH;

/** The words for times below a number of seconds; `%d` is the number of units. */
const MAGNITUDES: [below: number, words: string, unit: number][] = [
  [SECOND, "now", 1],
  [2 * SECOND, "1 second %s", 1],
  [MINUTE, "%d seconds %s", SECOND],
  [2 * MINUTE, "1 minute %s", 1],
  [HOUR, "%d minutes %s", MINUTE],
  [2 * HOUR, "1 hour %s", 1],
  [DAY, "%d hours %s", HOUR],
  [2 * DAY, "1 day %s", 1],
  [WEEK, "%d days %s", DAY],
  [2 * WEEK, "1 week %s", 1],
  [MONTH, "%d weeks %s", WEEK],
  [2 * MONTH, "1 month %s", 1],
  [YEAR, "%d months %s", MONTH],
  [18 * MONTH, "1 year %s", 1],
  [2 * YEAR, "2 years %s", 1],
  [37 * YEAR, "%d years %s", YEAR],
];

/** Formats a time like `3 minutes ago`. Both arguments are milliseconds since 1970. */
export function humanTime(time: number, now: number = Date.now()): string {
  const seconds = Math.abs(now - time) / 1000;
  const found = MAGNITUDES.find(([below]) => seconds < below);
  const [, words, unit] = found ?? [0, "a long while %s", 1];
  return words
    .replace("%d", String(Math.floor(seconds / unit)))
    .replace("%s", time <= now ? "ago" : "from now");
}

/** Formats a time like Go, in the local time zone: `2026-11-22 17:56:17.867823122 +0000 UTC`. */
export function goTime(rfc3339: string): string {
  const date = new Date(rfc3339);
  const fraction = /\.(\d+)/.exec(rfc3339)?.[1]?.replace(/0+$/, "") ?? "";
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString();
  const two = (n: number): string => String(n).padStart(2, "0");
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `${local.slice(0, 10)} ${local.slice(11, 19)}${fraction === "" ? "" : `.${fraction}`} ${zone} ${zoneName(date)}`;
}

function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(date);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
