import { writeFiles } from "../engine/programFiles";
import { both, inStack } from "./both";
import { comparable, type Comparable } from "./compare";
import type { Engine, Program, Stack } from "./stack";

/** One command on a stack. */
export interface Step extends Program {
  /** What the step shows, as the name of its test. */
  what: string;
  /** Default: `up`. */
  command?: string[];
  /** Files of the project, by path, which stay for later steps. */
  files?: Record<string, string>;
}

const UP = ["up", "--skip-preview"];

/** Writes the step's program, runs its command and returns what it did. */
export async function perform(
  stack: Stack,
  engine: Engine,
  { command = UP, files = {}, ...program }: Step,
): Promise<Comparable> {
  stack.write(program);
  writeFiles(stack.project, files);
  const before = await stack.state();
  const outcome = await stack.command(engine, [...command, "--json"]);
  return comparable(outcome, before, await stack.state());
}

/** Performs the steps one after another on a new stack. */
export function performAll(
  engine: Engine,
  steps: Step[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Comparable[]> {
  return inStack(engine, {}, environment, async (_, stack) => {
    const results: Comparable[] = [];
    for (const step of steps) results.push(await perform(stack, engine, step));
    return results;
  });
}

/**
 * Tests that both engines do the same in each step of a sequence, each on its own stack.
 * @param environment of the commands and plugins
 */
export function compareSequence(steps: Step[], environment: NodeJS.ProcessEnv = {}): void {
  let results: Record<Engine, Comparable[]>;
  beforeAll(async () => {
    results = await both((engine) => performAll(engine, steps, environment), { steps, environment });
  });

  test.each(steps.map(({ what }, i) => ({ what, i })))("$what", ({ i }) => {
    expect(results.embedded[i]).toEqual(results.official[i]);
  });
}
