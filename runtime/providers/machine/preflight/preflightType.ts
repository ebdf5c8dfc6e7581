import type { z } from "zod";
import type { Definition } from "../../framework/sdk/definition";
import type { Context, Operations } from "../../framework/resourceType";
import {
  type Check,
  errorsOf,
  type Failure,
  messageOf,
  type Result,
  warningsOf,
} from "../../../../lib/checks/check";

/** A set of preflight checks: a resource type that only checks requirements. @typeParam Schema of the requirements */
interface Preflight<Schema extends z.ZodType> extends Definition<Schema, { met: z.ZodBoolean }> {
  /**
   * Gathers facts and runs the checks.
   * @param previous inputs of an earlier `up`: what the stack created since then does not count as a conflict
   */
  run(
    inputs: z.output<Schema>,
    context: Pick<Context, "resolve">,
    previous?: z.output<Schema>,
  ): Promise<Result[]>;
  /** The sentence before the list of failures, without a full stop. */
  sentence(inputs: z.output<Schema>): string;
  idOf(inputs: z.output<Schema>): string;
}

/**
 * Adds the operations: the checks run again in each `up`. All failures are one error; warnings are logged when the
 * resource is created or updated.
 */
export function preflightType<Schema extends z.ZodType>(
  preflight: Preflight<Schema>,
): Preflight<Schema> & Operations<z.output<Schema>, { met: boolean }> {
  type Inputs = z.output<Schema>;
  /** @throws one error that lists all failures */
  async function assertMet(inputs: Inputs, context: Context, previous?: Inputs): Promise<{ met: boolean }> {
    const results = await preflight.run(inputs, context, previous);
    const errors = errorsOf(results);
    if (errors.length > 0) throw new Error(describeFailures(preflight.sentence(inputs), errors));
    for (const failure of warningsOf(results)) context.log("warning", messageOf(failure));
    return { met: true };
  }
  return {
    ...preflight,

    async drift(state, news, context) {
      if (news === undefined) return { outputs: [] };
      const failed = errorsOf(await preflight.run(news, context, state.inputs)).length > 0;
      return { outputs: failed ? ["met"] : [] };
    },

    create: (news, context) => assertMet(news, context),
    update: (state, news, context) => assertMet(news, context, state.inputs),
  };
}

/** Facts of a daemon or cluster that does not answer. */
export interface Unreachable {
  unreachable: Failure;
}

/** Returns a function that lets a check skip, with this reason, when the daemon or cluster does not answer. */
export const whereReached =
  (skipped: string) =>
  <Requirements, Reached extends { unreachable?: undefined }>(
    check: Check<[requirements: Requirements, facts: Reached]>,
  ): Check<[requirements: Requirements, facts: Reached | Unreachable]> => ({
    ...check,
    run: (requirements, facts) =>
      facts.unreachable === undefined ? check.run(requirements, facts) : { skipped },
  });

/** One message for all failures with their fixes. Consecutive failures with the same fix share one line for it, below them. */
export function describeFailures(title: string, failures: Result["failures"]): string {
  const lines = failures.flatMap((failure, i) => {
    const sameFix = (other: number) => failures[other]?.fix === failure.fix;
    if (!sameFix(i - 1) && !sameFix(i + 1)) return [messageOf(failure)];
    return sameFix(i + 1) ? [failure.text] : [failure.text, failure.fix];
  });
  const packages = [...new Set(failures.flatMap((failure) => failure.package ?? []))];
  return [
    `${title}:`,
    ...lines.map((line) => `  ${line}`),
    ...(packages.length > 0 ? [`Install all packages: apt-get install ${packages.join(" ")}`] : []),
  ].join("\n");
}
