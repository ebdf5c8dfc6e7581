import type { CommandContext } from "./context";

/** What Ctrl-C and SIGTERM ask of an operation, while it is watched. */
export interface Interrupts {
  /** Aborted by the first: finish what is under way, start nothing new. */
  cancel: AbortSignal;
  /** Aborted by the second: stop at once. */
  terminate: AbortSignal;
  /** Gives the signals back to the process. */
  stop(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The exit code of a process that a third Ctrl-C ends. */
const FORCED_EXIT = 130;

/**
 * Watches for Ctrl-C (SIGINT), SIGTERM and the terminal's end (SIGHUP). The first cancels, the second terminates, the third ends the process.
 * @param lastWill runs before the process is ended: what must be let go at once
 */
export function watchInterrupts(
  context: Pick<CommandContext, "stderr">,
  lastWill: () => void,
  target: Pick<NodeJS.Process, "on" | "off" | "exit"> = process,
): Interrupts {
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
      lastWill();
      target.exit(FORCED_EXIT);
    }
  };
  for (const signal of SIGNALS) target.on(signal, onSignal);
  return {
    cancel: cancel.signal,
    terminate: terminate.signal,
    stop() {
      for (const signal of SIGNALS) target.off(signal, onSignal);
    },
  };
}
