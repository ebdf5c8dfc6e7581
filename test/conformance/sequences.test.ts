import fc from "fast-check";
import { runBatch, type Schedule, schedules, Sequences, shortSchedules, smallest } from "./batch";
import { officialCli } from "./stack";

/*
 * Random sequences of commands, each run by a random one of the engines on one shared state, do the same as the same
 * sequence by the official engine alone. Many sequences run at once, as independent graphs of one stack with the same
 * commands. CONFORMANCE_RUNS is the number of sequences, CONFORMANCE_SEED chooses others. The default is a sample of short
 * sequences, which takes about 30 seconds.
 */
const SAMPLE = 40;
const RUNS = Number(process.env.CONFORMANCE_RUNS ?? SAMPLE);
const SEED = Number(process.env.CONFORMANCE_SEED ?? 1);
const BATCH = 100;
/** The time to shrink a sequence that differs. Milliseconds. */
const SHRINK = Number(process.env.CONFORMANCE_SHRINK_SECONDS ?? 120) * 1000;

beforeAll(async () => void (await officialCli()));

const sequences = fc.sample(new Sequences(), { seed: SEED, numRuns: RUNS });
const batches = fc
  .sample(RUNS > SAMPLE ? schedules : shortSchedules, { seed: SEED, numRuns: Math.ceil(RUNS / BATCH) })
  .map((schedule, i): [string, Schedule, number] => [titleOf(schedule), schedule, i * BATCH]);

function titleOf({ commands, content: { failures } }: Schedule): string {
  const steps = commands.map(({ engine, command: [name, ...flags] }) =>
    [name, ...flags.filter((flag) => !/^--(skip-preview|continue)/.test(flag)), `(${engine})`].join(" "),
  );
  return `${failures ? "with" : "without"} failures: ${steps.join(", ")}`;
}

test.each(batches)(`seed ${SEED}, %s`, async (_, schedule, first) => {
  const batch = sequences.slice(first, first + BATCH);
  const difference = await runBatch(batch, schedule);
  if (difference === undefined) return;
  const until = Date.now() + SHRINK;
  const { sequences: differing, step, ...found } = difference;
  const shorter = { ...schedule, commands: schedule.commands.slice(0, step + 1) };
  const [index] = differing;
  const shown = index === undefined ? undefined : await smallest(batch[index]!, shorter, until);
  const again = shown && (await runBatch([shown], shorter));
  const steps = shorter.commands.map((command, i) => ({
    ...command,
    resources: shown?.value[i]!("", schedule.content),
  }));
  throw new Error(
    `sequences ${[...differing].join(", ")} differ in step ${step + 1}:\n` +
      JSON.stringify({ steps, difference: again ?? found }, undefined, 2).slice(0, 30_000),
  );
});
