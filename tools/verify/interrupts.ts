import { setMaxListeners } from "node:events";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The exit code of a process that was interrupted twice. */
const FORCED_EXIT = 130;

/** Whether the user wants no more of it. */
export interface Interrupts {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** Gives the signals back to the process. */
  stop(): void;
}

/** Watches for Ctrl-C, SIGTERM and the terminal's end: the first ends the checks in good order, the second at once. */
export function watchInterrupts(): Interrupts {
  const controller = new AbortController();
  // As many wait for it as there are pods that are looked into at once.
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
