import type { z } from "zod";
import { listProblems, type Problem, problemsOf } from "../lib/schemaProblems";

/** All problems in the arguments of a component. Thrown before it registers anything. */
export class ArgumentsError extends Error {
  constructor(
    component: string,
    readonly problems: readonly Problem[],
  ) {
    const { count, lines } = listProblems(problems);
    super(`the arguments of ${component} have ${count}.\n${lines}`);
    this.name = "ArgumentsError";
  }
}

/**
 * The arguments of a component with all defaults.
 * @param component the component's class, for messages
 * @param check finds problems that depend on several arguments. Default: none
 * @throws ArgumentsError that lists all problems
 */
export function parseArgs<Schema extends z.ZodType>(
  component: string,
  schema: Schema,
  args: z.input<Schema>,
  check: (args: z.output<Schema>) => Problem[] = () => [],
): z.output<Schema> {
  const result = schema.safeParse(args);
  if (!result.success) throw new ArgumentsError(component, problemsOf(result.error.issues, args, schema));
  const problems = check(result.data);
  if (problems.length > 0) throw new ArgumentsError(component, problems);
  return result.data;
}
