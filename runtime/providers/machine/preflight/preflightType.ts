import type { ZodType } from "zod";
import type { Context, ResourceType, State } from "../../framework/resourceType";
import { errorsOf, messageOf, type Result, warningsOf } from "../../../../lib/checks/check";

/** A set of preflight checks. */
export interface Preflight<Inputs, Args = unknown> {
  /** The type token, `local:index:Prerequisites`. */
  type: string;
  inputs: ZodType<Inputs, Args>;
  /**
   * Gathers facts and runs the checks.
   * @param previous inputs of an earlier `up`: what the stack created since then does not count as a conflict
   */
  run(inputs: Inputs, context: Pick<Context, "resolve">, previous?: Inputs): Promise<Result[]>;
  /** The sentence before the list of failures, without a full stop. */
  sentence(inputs: Inputs): string;
  idOf(inputs: Inputs): string;
}

export interface Outputs {
  met: boolean;
}

/**
 * A resource type that only checks requirements, again in each `up`. All failures are one error; warnings are logged when
 * the resource is created or updated.
 */
export function preflightType<Inputs, Args>(
  preflight: Preflight<Inputs, Args>,
): ResourceType<Inputs, Outputs, Args> {
  /** @throws one error that lists all failures */
  async function assertMet(inputs: Inputs, context: Context, previous?: Inputs): Promise<Outputs> {
    const results = await preflight.run(inputs, context, previous);
    const errors = errorsOf(results);
    if (errors.length > 0) throw new Error(describeFailures(preflight.sentence(inputs), errors));
    for (const failure of warningsOf(results)) context.log("warning", messageOf(failure));
    return { met: true };
  }
  return {
    type: preflight.type,
    inputs: preflight.inputs,
    outputs: { met: "plain" },

    async drift(state: State<Inputs, Outputs>, news, context) {
      if (news === undefined) return { outputs: [] };
      const failed = errorsOf(await preflight.run(news, context, state.inputs)).length > 0;
      return { outputs: failed ? ["met"] : [] };
    },

    idOf: (news) => preflight.idOf(news),
    create: (news, context) => assertMet(news, context),
    update: (state, news, context) => assertMet(news, context, state.inputs),
    async delete() {},
  };
}

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
