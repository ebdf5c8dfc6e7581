import { setTimeout as delay } from "node:timers/promises";

/**
 * Polls a condition, at growing intervals, until it returns a value other than undefined.
 * @returns undefined when `timeoutMs` have passed
 * @throws the signal's reason when it is aborted
 */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  options: { timeoutMs: number; signal?: AbortSignal; firstMs?: number; maxMs?: number },
): Promise<T | undefined> {
  const end = performance.now() + options.timeoutMs;
  let pause = options.firstMs ?? 10;
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    const left = end - performance.now();
    if (left <= 0) return undefined;
    // The error of the delay does not contain the signal's reason.
    await delay(Math.min(pause, left), undefined, { signal: options.signal }).catch(() =>
      options.signal?.throwIfAborted(),
    );
    pause = Math.min(pause * 1.5, options.maxMs ?? 250);
  }
}
