import type { Sample } from "./samples";

/** The number of requests from one application to another, by `FROM to TO`. */
export type Calls = ReadonlyMap<string, number>;

/** Adds up the requests between applications. */
export function callsOf(samples: readonly Sample[]): Calls {
  const calls = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = `${labels.source_canonical_service} to ${labels.destination_service_name}`;
    calls.set(key, (calls.get(key) ?? 0) + value);
  }
  return calls;
}

/** The calls between two readings. */
export function callsBetween(before: Calls, after: Calls): Calls {
  const differences = [...after].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const);
  return new Map(differences.filter(([, count]) => count !== 0));
}

/** The differences from the expected calls, one line each. */
export function callProblems(found: Calls, expected: Calls): string[] {
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const [is, should] = [found.get(key) ?? 0, expected.get(key) ?? 0];
    return is === should ? [] : [`${key}: found ${is} calls; expected ${should}`];
  });
}
