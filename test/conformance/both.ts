import { isDeepStrictEqual } from "node:util";
import { writeFiles } from "../engine/programFiles";
import { answerOf, keepAnswer, readAnswer } from "./officialAnswers";
import { type Engine, type Outcome, Stack } from "./stack";

/** Files of a project, by path. */
export type Files = Record<string, string>;
export type Texts = Pick<Outcome, "code" | "stdout" | "stderr">;

/** What a command prints in a project with these files and an empty program. */
export async function outcome(
  engine: Engine,
  files: Files,
  args: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Texts> {
  return inStack(engine, files, environment, async (run) => run(args));
}

/** Runs commands in a new stack, which it removes afterwards. */
export async function inStack<T>(
  engine: Engine,
  files: Files,
  environment: NodeJS.ProcessEnv,
  task: (run: (args: string[]) => Promise<Texts>, stack: Stack) => Promise<T>,
): Promise<T> {
  const stack = await new Stack(environment).init();
  try {
    stack.write({ resources: [] });
    writeFiles(stack.project, files);
    const run = async (args: string[]) => {
      const { code, stdout, stderr } = await stack.command(engine, args);
      const steady = (text: string) => text.replaceAll(stack.root, "ROOT");
      return { code, stdout: steady(stdout), stderr: steady(stderr) };
    };
    return await task(run, stack);
  } finally {
    stack.remove();
  }
}

/**
 * What a task returns under each engine, as JSON. The official engine's answer comes from the cache if it has the answer.
 * The cache keeps an answer only if both engines agree, so that it never keeps that of a disturbed run.
 * @param subject identifies the task. Default: the running test; required outside of a test.
 */
export async function both<T>(
  task: (engine: Engine) => Promise<T>,
  subject?: unknown,
): Promise<Record<Engine, T>> {
  const entry = await answerOf(subject);
  const kept = readAnswer<T>(entry);
  const [official, embedded] = await Promise.all([kept ?? task("official"), task("embedded")]);
  if (kept === undefined && isDeepStrictEqual(asJson(official), asJson(embedded)))
    await keepAnswer(entry, official);
  return { official, embedded };
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The stack's outputs in what an operation prints. */
export const outputs = (text: string): string | undefined => /^Outputs:\n((?: {4}.*\n)+)/m.exec(text)?.[1];
