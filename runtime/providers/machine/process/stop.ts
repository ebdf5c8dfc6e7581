import { isAlive, type ProcessIdentity } from "../../../../lib/processIdentity";
import { until } from "../../../../lib/until";

/** After SIGKILL only a process that hangs in the kernel still exists. */
const KILL_TIMEOUT_MS = 10_000;

/**
 * Stops a process: sends the signal, waits, then sends SIGKILL to it and its process group. Never signals another
 * process that has the pid now.
 * @throws when it still runs at the end
 */
export async function stop(
  identity: ProcessIdentity,
  { stopSignal, graceSeconds }: { stopSignal: string; graceSeconds: number },
): Promise<void> {
  const ended = (timeoutMs: number) =>
    until(() => (isAlive(identity) ? undefined : true), { timeoutMs, maxMs: 100 });
  if (!send(identity, stopSignal as NodeJS.Signals)) return;
  if (await ended(graceSeconds * 1000)) return;
  // It leads its group, so no other group has this number while it lives.
  if (!send(identity, "SIGKILL", { group: true })) return;
  if (await ended(KILL_TIMEOUT_MS)) return;
  throw new Error(
    `the process ${identity.pid} still runs after SIGKILL: the kernel blocks it, or this user may not end it`,
  );
}

/** False when the process has ended. */
function send(identity: ProcessIdentity, signal: NodeJS.Signals, { group = false } = {}): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(group ? -identity.pid : identity.pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw new Error(`cannot end the process ${identity.pid}: ${(error as Error).message}`);
  }
}
