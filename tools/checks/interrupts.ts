import { setMaxListeners } from "node:events";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The exit code after an interrupt. */
const INTERRUPTED = 130;

/**
 * Runs an action that Ctrl-C, SIGTERM and SIGHUP end: the first signal aborts it, the second ends the process immediately. When
 * the aborted action has ended, the process prints the message and exits with 130.
 */
export async function interruptible<T>(
  message: string,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  // Pods are checked in parallel and each adds a listener; Node.js warns of more than ten.
  setMaxListeners(0, signal);
  const onSignal = () => {
    if (signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await action(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write(`${message}\n`);
    // Abandoned requests would keep the process running.
    return process.exit(INTERRUPTED);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

/** Waits for a promise until the signal is aborted, for work that changes nothing. @throws the signal's reason */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
