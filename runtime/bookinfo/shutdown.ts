import type { Log } from "./http/log";
import type { ServiceServer } from "./http/server";

/** How long requests that are being answered may take at the end: longer than the longest that the sample has. */
const FINISH_MS = 15_000;

/**
 * Waits for a signal and ends the server without losing a request. SIGTERM, by which a cluster ends a pod: for a while
 * it serves on and says that it is not ready, since others learn of its end a little later than it does; then it takes
 * no more, and answers what it has begun to. SIGINT, or a second signal: without the while.
 */
export async function untilStopped(server: ServiceServer, drainMs: number, log: Log): Promise<void> {
  const first = await signal();
  if (first === "SIGTERM") {
    log({ message: "draining", signal: first });
    server.drain();
    await within(signal(), drainMs);
  }
  log({ message: "closing" });
  if (!(await within(server.close(), FINISH_MS))) {
    log({ message: "cut off what was not answered in time" });
    server.abort();
  }
  log({ message: "stopped" });
}

/** The next signal to end. */
function signal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const heard = (name: NodeJS.Signals) => {
      process.off("SIGTERM", heard).off("SIGINT", heard);
      resolve(name);
    };
    process.on("SIGTERM", heard).on("SIGINT", heard);
  });
}

/** Whether something came before the time was up. */
async function within(event: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([event.then(() => true), time]);
  } finally {
    clearTimeout(timer);
  }
}
