import type { Check, CheckDescription, Failure, Verdict } from "../../../../lib/checks/check";

/** Facts of a daemon or cluster that does not answer. */
export interface Unreachable {
  unreachable: Failure;
}

/**
 * Returns a function that builds checks which are skipped, with this reason, when the daemon or cluster does not answer.
 */
export const whereReached =
  <Requirements, Reached extends { unreachable?: undefined }>(skipped: string) =>
  (
    check: CheckDescription,
    run: (requirements: Requirements, facts: Reached) => Verdict | undefined,
  ): Check<[requirements: Requirements, facts: Reached | Unreachable]> => ({
    ...check,
    run: (requirements, facts) => (facts.unreachable === undefined ? run(requirements, facts) : { skipped }),
  });
