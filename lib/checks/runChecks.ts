import { type Check, type Result, resultOf, type Verdict } from "./check";

/**
 * Runs checks one after another, because some change what others observe. An error of a check is a failure of this check.
 * @param args what the checks look at
 * @param options.onResult called with each result when its check ends
 * @throws the signal's reason when it is aborted, after the current check has ended
 */
export async function runChecks<Args extends readonly unknown[]>(
  checks: readonly Check<Args>[],
  args: Args,
  { signal, onResult }: { signal?: AbortSignal; onResult?: (result: Result) => void } = {},
): Promise<Result[]> {
  const results: Result[] = [];
  for (const check of checks) {
    signal?.throwIfAborted();
    const start = performance.now();
    const verdict = await verdictOf(check, args);
    signal?.throwIfAborted();
    if (verdict === undefined) continue;
    const result = resultOf(check, verdict, Math.round(performance.now() - start));
    results.push(result);
    onResult?.(result);
  }
  return results;
}

async function verdictOf<Args extends readonly unknown[]>(
  check: Check<Args>,
  args: Args,
): Promise<Verdict | undefined> {
  try {
    return await check.run(...args);
  } catch (error) {
    return { failures: [error instanceof Error ? error.message : String(error)] };
  }
}
