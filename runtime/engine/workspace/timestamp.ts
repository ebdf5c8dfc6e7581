const started = process.hrtime.bigint();
const startedAt = BigInt(Date.now()) * 1_000_000n;

/** Nanoseconds since 1970, monotonic within a process. */
export function unixNanoseconds(): bigint {
  return startedAt + (process.hrtime.bigint() - started);
}

/** Formats a time like Go, as RFC 3339 with nanoseconds in UTC: `2026-11-22T17:56:47.806249342Z`, without trailing zeros. */
export function timestamp(nanoseconds: bigint = unixNanoseconds()): string {
  const seconds = nanoseconds / 1_000_000_000n;
  const rest = nanoseconds % 1_000_000_000n;
  const base = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const fraction = rest === 0n ? "" : `.${rest.toString().padStart(9, "0").replace(/0+$/, "")}`;
  return `${base}${fraction}Z`;
}
