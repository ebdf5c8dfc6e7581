import { onPath } from "../../../lib/onPath";
import { chosenOf, runAll, setting, start as startCommand } from "../runner";
import { LiveStack } from "./liveStack";
import { memory } from "./memory";
import { start } from "./start";
import { traffic } from "./traffic";

/**
 * `make bench-live`: runs all benchmarks of stack live, or those in the arguments, in turn as root and as a user without
 * rights. `RUNS=n` is the number of rounds of each (default 3), `DURATION=n` the seconds of traffic per measurement
 * (default 10).
 */
startCommand("bench-live", async () => {
  const benchmarks = chosenOf({ start, memory, traffic });
  const options = { runs: setting("RUNS", 3), duration: setting("DURATION", 10) };
  requirePrograms();
  const withoutRoot = await LiveStack.withoutRoot();
  const withRoot = LiveStack.withRoot();
  const settings = `${options.runs} rounds, ${options.duration} s of traffic`;
  try {
    await Promise.race([
      interrupted(),
      runAll(benchmarks, settings, (benchmark) => benchmark({ withRoot, withoutRoot }, options)),
    ]);
  } finally {
    await withRoot.remove().finally(() => withoutRoot.remove());
  }
});

/** Rejects on a signal, so that an interrupted benchmark removes the stack. */
function interrupted(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
  });
}

function requirePrograms(): void {
  if (process.getuid?.() !== 0)
    throw new Error(
      "found a user other than root; expected root, which creates the user of the other stack.",
    );
  for (const [program, name] of Object.entries({ wrk: "wrk", newuidmap: "uidmap", useradd: "passwd" }))
    if (!onPath(program))
      throw new Error(`${program}: not found on PATH. Install the Debian package ${name}.`);
}
