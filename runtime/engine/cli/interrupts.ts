import type { CommandContext } from "./context";

/** The signals that interrupts send to an operation. */
export interface Interrupts {
  /** Aborted by the first interrupt: finish the running steps and start no others. */
  cancel: AbortSignal;
  /** Aborted by the second interrupt: stop at once. */
  terminate: AbortSignal;
  /** Stops watching. */
  stop(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The exit code after a third interrupt. */
const FORCED_EXIT = 130;

/**
 * Watches for SIGINT (Ctrl-C), SIGTERM and SIGHUP (closed terminal). The first one cancels the operation, the second one
 * terminates it, the third one exits the process.
 * @param beforeExit runs before that exit, to release locks
 */
export function watchInterrupts(context: Pick<CommandContext, "stderr">, beforeExit: () => void): Interrupts {
  const cancel = new AbortController();
  const terminate = new AbortController();
  const onSignal = (): void => {
    if (!cancel.signal.aborted) {
      context.stderr.write(
        "\n^C received; cancelling. If you would like to terminate immediately, press ^C again.\n" +
          "Note that terminating immediately may lead to orphaned resources and other inconsistencies.\n",
      );
      cancel.abort();
    } else if (!terminate.signal.aborted) {
      context.stderr.write("\n^C received; terminating\n");
      terminate.abort();
    } else {
      beforeExit();
      process.exit(FORCED_EXIT);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    cancel: cancel.signal,
    terminate: terminate.signal,
    stop() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
