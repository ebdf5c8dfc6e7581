import { until } from "../../lib/until";
import type { Check, CheckContext, Verdict } from "./check";
import type { CheckReport } from "./report";

/** The maximum time between two probes, in milliseconds. */
const PAUSE = 1000;

/**
 * Runs checks one after another, because some change the traffic that others observe.
 * @param options.timeoutMs the timeout of a condition
 * @param options.onReport called with the report of each check
 * @throws the signal's reason when it is aborted, after the current check has reverted its changes
 */
export async function runChecks(
  checks: readonly Check[],
  context: Omit<CheckContext, "eventually">,
  options: { timeoutMs: number; onReport?: (report: CheckReport) => void },
): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  const withEventually: CheckContext = {
    ...context,
    eventually: (probe) => eventually(probe, options.timeoutMs, context.signal),
  };
  for (const check of checks) {
    context.signal.throwIfAborted();
    const report = await runCheck(check, withEventually);
    reports.push(report);
    options.onReport?.(report);
  }
  return reports;
}

async function runCheck(check: Check, context: CheckContext): Promise<CheckReport> {
  const { id, title } = check;
  const start = performance.now();
  const ended = (result: CheckReport["result"], details: string[]): CheckReport => ({
    id,
    title,
    result,
    details,
    milliseconds: Math.round(performance.now() - start),
  });
  try {
    const reason = await check.skipReason(context);
    if (reason !== undefined) return ended("skipped", [reason]);
    const { ok, lines } = await check.run(context);
    return ended(ok ? "passed" : "failed", lines);
  } catch (error) {
    context.signal.throwIfAborted();
    return ended("failed", [messageOf(error)]);
  }
}

async function eventually(
  probe: () => Promise<Verdict>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Verdict> {
  let last: Verdict | undefined;
  await until(
    async () => {
      try {
        last = await probe();
      } catch (error) {
        signal.throwIfAborted();
        last = { ok: false, lines: [messageOf(error)] };
      }
      return last.ok ? true : undefined;
    },
    { timeoutMs, signal, maxMs: PAUSE },
  );
  return last!;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
