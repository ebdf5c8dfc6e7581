import { setMaxListeners } from "node:events";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The exit code after a second signal. */
const FORCED_EXIT = 130;

export interface Interrupts {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** Removes the signal handlers. */
  stop(): void;
}

/** Handles Ctrl-C, SIGTERM and SIGHUP: the first signal ends the checks in an orderly way, the second at once. */
export function watchInterrupts(): Interrupts {
  const controller = new AbortController();
  // Every pod that is evaluated in parallel adds listeners.
  setMaxListeners(0, controller.signal);
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(FORCED_EXIT);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    stop() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
