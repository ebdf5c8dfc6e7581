/** The timeout of each limited signal. */
const timeouts = new WeakMap<AbortSignal, AbortSignal>();

/**
 * A signal that is also aborted after some milliseconds. `AbortSignal.any` refers weakly to its signals, so Node.js 20
 * collects a timeout to which nothing else refers, and the wait has no limit then.
 */
export function limited(signal: AbortSignal, milliseconds: number): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds);
  const both = AbortSignal.any([signal, timeout]);
  timeouts.set(both, timeout);
  return both;
}
