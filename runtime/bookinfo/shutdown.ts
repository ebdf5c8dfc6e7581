import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "./http/log";
import type { ServiceServer } from "./http/server";

/** How long pending requests may take at the end: longer than the longest of the sample. */
const FINISH_MS = 15_000;

/**
 * Waits for a signal and stops the server without losing a request. After SIGTERM, with which a cluster ends a pod, it
 * continues to serve for a while and reports that it is not ready, because others notice its end with a delay; then it accepts
 * no more connections and completes the pending requests. SIGINT or a second signal skips the delay.
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
    log({ message: "closed connections with pending requests" });
    server.abort();
  }
  log({ message: "stopped" });
}

/** Waits for the next signal to end. */
function signal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const heard = (name: NodeJS.Signals) => {
      process.off("SIGTERM", heard).off("SIGINT", heard);
      resolve(name);
    };
    process.on("SIGTERM", heard).on("SIGINT", heard);
  });
}

/** Reports whether the promise settled within the time. The process does not wait for the rest of the time. */
const within = (event: Promise<unknown>, ms: number): Promise<boolean> =>
  Promise.race([event.then(() => true), delay(ms, false, { ref: false })]);
