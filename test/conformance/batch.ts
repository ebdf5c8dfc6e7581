import fc from "fast-check";
import type { Comparable } from "./compare";
import { type Content, graph, type Graph } from "./graphs";
import { perform } from "./sequence";
import { type Engine, ENGINES, Stack } from "./stack";

/** What each step of a batch runs, and which engine runs it where the engines take turns. */
interface Command {
  engine: Engine;
  command: string[];
}
export interface Schedule {
  commands: Command[];
  content: Content;
}

/** A sequence with what fast-check needs to shrink it: a graph per step. */
export type Sequence = fc.Value<Graph[]>;

const SHORTEST = 3;
const LONGEST = 8;
const UP = ["up", "--skip-preview", "--continue-on-error"];
const DESTROY = ["destroy", "--skip-preview", "--continue-on-error"];
const SOME = ["--target", "**a", "--target", "**b"];
/** Whole graphs: a targeted resource that depends on a new untargeted one ends the deployment. */
const GRAPHS = ["--target", "**::g0*", "--target", "**::g2*"];

const OTHERS: string[][] = [
  [...UP, "--refresh"],
  [...UP, ...GRAPHS],
  [...UP, ...GRAPHS, "--target-dependents"],
  [...UP, "--replace", "**a"],
  ["preview"],
  ["refresh", "--skip-preview"],
  ["refresh", "--skip-preview", ...SOME],
  DESTROY,
  [...DESTROY, ...SOME, "--target-dependents"],
  [...DESTROY, "--exclude-protected"],
];

const command: fc.Arbitrary<Command> = fc.record({
  engine: fc.constantFrom(...ENGINES),
  command: fc.oneof(
    { weight: 8, arbitrary: fc.constant(UP) },
    { weight: 4, arbitrary: fc.constantFrom(...OTHERS) },
  ),
});

const schedule = (longest: number): fc.Arbitrary<Schedule> =>
  fc
    .tuple(fc.array(command, { minLength: SHORTEST, maxLength: longest }), fc.boolean())
    .filter(([commands]) => commands.some(({ engine }) => engine === "embedded"))
    .map(([commands, failures]) => ({
      commands,
      content: { failures, targets: commands.some((each) => each.command.includes("--target")) },
    }));
export const schedules = schedule(LONGEST);
export const shortSchedules = schedule(SHORTEST);

const graphs = fc.array(graph, { minLength: LONGEST, maxLength: LONGEST });

/** Generates the graphs of sequences, and keeps what their shrinking requires. */
export class Sequences extends fc.Arbitrary<Sequence> {
  override generate(random: fc.Random, bias: number | undefined): fc.Value<Sequence> {
    return new fc.Value(graphs.generate(random, bias), undefined);
  }
  override canShrinkWithoutContext(_value: unknown): _value is Sequence {
    return false;
  }
  override shrink(): fc.Stream<fc.Value<Sequence>> {
    return fc.Stream.nil();
  }
}

export interface Difference {
  /** The sequences that differ; empty when the difference belongs to none. */
  sequences: Set<number>;
  step: number;
  official: unknown;
  turns: unknown;
}

/**
 * Runs many sequences at once, as independent graphs of one stack: once by the official engine, once by engines in turns.
 * @returns the first difference
 */
export async function runBatch(
  sequences: readonly Sequence[],
  { commands: steps, content }: Schedule,
): Promise<Difference | undefined> {
  // One save per command: those of the official engine after each step take most of the time.
  const environment = { PULUMI_SKIP_CHECKPOINTS: "true" };
  const [official, turns] = await Promise.all(ENGINES.map(() => new Stack(environment).init()));
  try {
    for (const [step, { engine, command }] of steps.entries()) {
      // The official engine decides in the order in which registrations arrive, which is chance without chains.
      const resources = sequences.flatMap(({ value }, i) =>
        value[step]!(`g${i}-`, content).map((resource) => ({ ...resource, chain: `g${i}` })),
      );
      const difference = differences(
        ...(await Promise.all([
          perform(official!, "official", { what: "", resources, command }),
          perform(turns!, engine, { what: "", resources, command }),
        ])),
      );
      if (difference) return { ...difference, step };
    }
    return undefined;
  } finally {
    [official!, turns!].forEach((stack) => stack.remove());
  }
}

/** The entries of two outcomes that differ, and the sequences to which they belong. */
function differences(official: Comparable, turns: Comparable): Omit<Difference, "step"> | undefined {
  const [left, right] = [entries(official), entries(turns)];
  const only = (ours: string[], theirs: string[]) => {
    const other = new Set(theirs);
    return ours.filter((entry) => !other.has(entry));
  };
  const [missing, added] = [only(left, right), only(right, left)];
  if (missing.length + added.length === 0) return undefined;
  const found = [...missing, ...added].flatMap((entry) =>
    [...entry.matchAll(/\bg(\d+)-/g)].map((m) => Number(m[1])),
  );
  return { sequences: new Set(found), official: missing, turns: added };
}

function entries({ calls, steps, state, diagnostics, misplaced, ...rest }: Comparable): string[] {
  const { resources, ...others } = state as { resources: unknown[] };
  return [
    ...Object.values(calls),
    ...Object.entries(steps),
    ...resources,
    ...diagnostics,
    ...misplaced,
    ...Object.entries(rest),
    ...Object.entries(others),
  ].map((entry) => JSON.stringify(entry));
}

/** The smallest sequence that differs: runs all shrinks of a sequence as one batch, and continues with one that differs. */
export async function smallest(sequence: Sequence, schedule: Schedule, until: number): Promise<Sequence> {
  let current = sequence;
  while (Date.now() < until) {
    const shrinks = [...graphs.shrink(current.value, current.context).take(60)];
    const difference = shrinks.length === 0 ? undefined : await runBatch(shrinks, schedule);
    const [next] = difference?.sequences ?? [];
    if (next === undefined) break;
    current = shrinks[next]!;
  }
  return current;
}
