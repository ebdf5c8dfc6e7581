import type { ZodType } from "zod";
import type { Context, ResourceType, State } from "../../framework/resourceType";
import { type CheckResult, describeLacks, errorsOf, warningsOf } from "./check";

/** What sets one kind of prerequisites apart from the others. */
export interface Kind<Inputs> {
  /** The type token, `local:index:Prerequisites`. */
  type: string;
  inputs: ZodType<Inputs>;
  /**
   * Looks, and judges what was found.
   * @param previous with what an earlier `up` found all of it there: what the stack was to make since is its own
   */
  look(
    inputs: Inputs,
    context: Pick<Context, "resolve">,
    previous?: Inputs,
  ): Promise<CheckResult[]> | CheckResult[];
  /** The sentence in front of what is lacking, without a full stop. */
  sentence(inputs: Inputs): string;
  idOf(inputs: Inputs): string;
}

interface Outputs {
  met: boolean;
}

/**
 * A resource type that is nothing but checks: what is to be there before anything that depends on it is made. Each `up`
 * looks again. What is lacking is one error that lists all of it; warnings are said when the resource is made or changes.
 */
export function preflightType<Inputs>(kind: Kind<Inputs>): ResourceType<Inputs, Outputs> {
  /** @throws with one message that lists all that is lacking */
  async function require(inputs: Inputs, context: Context, previous?: Inputs): Promise<Outputs> {
    const results = await kind.look(inputs, context, previous);
    const errors = errorsOf(results);
    if (errors.length > 0) throw new Error(describeLacks(kind.sentence(inputs), errors));
    for (const { text } of warningsOf(results)) context.log("warning", text);
    return { met: true };
  }
  return {
    type: kind.type,
    inputs: kind.inputs,
    outputs: { met: "plain" },

    async drift(state: State<Inputs, Outputs>, news, context) {
      if (news === undefined) return { outputs: [] };
      const lacking = errorsOf(await kind.look(news, context, state.inputs)).length > 0;
      return { outputs: lacking ? ["met"] : [] };
    },

    idOf: (news) => kind.idOf(news),
    create: (news, context) => require(news, context),
    update: (state, news, context) => require(news, context, state.inputs),
    async delete() {},
  };
}
