import { until } from "../../lib/until";
import type { Check, CheckContext, Verdict } from "./check";
import type { CheckReport } from "./report";

/** Milliseconds between two attempts at most. */
const PAUSE = 1000;

/**
 * Makes checks one after the other: some change how traffic goes, and others look at traffic.
 * @param options.timeoutMs how long a condition may take to come true
 * @param options.onReport is given each check's report as it ends
 * @throws the signal's reason when it is aborted, after what a check changed is put back
 */
export async function runChecks(
  checks: readonly Check[],
  context: Omit<CheckContext, "eventually">,
  options: { timeoutMs: number; onReport?: (report: CheckReport) => void },
): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  const whole: CheckContext = {
    ...context,
    eventually: (ask) => eventually(ask, options.timeoutMs, context.signal),
  };
  for (const check of checks) {
    context.signal.throwIfAborted();
    const report = await runCheck(check, whole);
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
    const reason = await check.needs(context);
    if (reason !== undefined) return ended("left out", [reason]);
    const { ok, lines } = await check.run(context);
    return ended(ok ? "passed" : "failed", lines);
  } catch (error) {
    context.signal.throwIfAborted();
    return ended("failed", [messageOf(error)]);
  }
}

async function eventually(
  ask: () => Promise<Verdict>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Verdict> {
  let last: Verdict | undefined;
  await until(
    async () => {
      try {
        last = await ask();
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
