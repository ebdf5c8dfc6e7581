/** A requirement that is not met. */
export interface Failure {
  /** What was found, what was expected, and how to fix it. */
  text: string;
  /** True when it is only reported and does not stop the `up`. Default false. */
  warning?: boolean;
  /** The Debian package that fixes it. Default: none. */
  package?: string;
}

/** The result of evaluating a check against the facts. */
export interface Verdict {
  /** A short summary of what was found, for reports. */
  found?: string[];
  failures?: Failure[];
  /** Why the check was skipped. Default: it was not. */
  skipped?: string;
}

/** One preflight check. Pure: all facts are gathered before. */
export interface Check<Requirements, Facts> {
  id: string;
  /** The passed requirement, in one line. */
  title: string;
  /** How to fix a failure, for docs/checks.md. */
  remedy: string;
  /** @returns undefined when it has no requirements */
  evaluate(requirements: Requirements, facts: Facts): Verdict | undefined;
}

/**
 * Returns a function that builds checks which are skipped, with this reason, when the daemon or cluster does not
 * answer.
 */
export const whereReached =
  <Requirements, Reached extends { unreachable?: undefined }, Unreachable extends { unreachable: string }>(
    skipped: string,
  ) =>
  (
    check: Omit<Check<Requirements, Reached | Unreachable>, "evaluate">,
    evaluateReached: (requirements: Requirements, facts: Reached) => Verdict | undefined,
  ): Check<Requirements, Reached | Unreachable> => ({
    ...check,
    evaluate: (requirements, facts) =>
      facts.unreachable === undefined ? evaluateReached(requirements, facts as Reached) : { skipped },
  });

/** The verdict of one possible failure. */
export const verdict = (failure: Failure | undefined, ...found: string[]): Verdict =>
  failure === undefined ? { found } : { failures: [failure] };

type CheckOutcome = "passed" | "warning" | "failed" | "skipped";

/** The result of one check. */
export interface CheckResult {
  id: string;
  title: string;
  result: CheckOutcome;
  /** Empty when there are failures. */
  found: string[];
  failures: Failure[];
  skipped?: string;
}

/** Runs all checks that have requirements. */
export function evaluate<Requirements, Facts>(
  checks: readonly Check<Requirements, Facts>[],
  requirements: Requirements,
  facts: Facts,
): CheckResult[] {
  return checks.flatMap((check) => {
    const result = check.evaluate(requirements, facts);
    return result === undefined ? [] : [resultOf(check, result)];
  });
}

/** The result of a check with this verdict. */
export function resultOf(
  { id, title }: { id: string; title: string },
  { found = [], failures = [], skipped }: Verdict,
): CheckResult {
  const rest = {
    failures,
    found: failures.length > 0 ? [] : found,
    ...(skipped !== undefined && { skipped }),
  };
  return { id, title, result: outcomeOf(failures, skipped), ...rest };
}

function outcomeOf(failures: readonly Failure[], skipped: string | undefined): CheckOutcome {
  if (failures.some(({ warning }) => warning !== true)) return "failed";
  if (failures.length > 0) return "warning";
  return skipped === undefined ? "passed" : "skipped";
}

/** All failures that stop an `up`. */
export const errorsOf = (results: readonly CheckResult[]): Failure[] =>
  results.flatMap(({ failures }) => failures.filter(({ warning }) => warning !== true));

/** All failures that are only reported. */
export const warningsOf = (results: readonly CheckResult[]): Failure[] =>
  results.flatMap(({ failures }) => failures.filter(({ warning }) => warning === true));

/** One message for all failures: a sentence, then one line each. */
export function describeFailures(sentence: string, failures: readonly Failure[]): string {
  const packages = [...new Set(failures.flatMap((failure) => failure.package ?? []))];
  return [
    `${sentence}:`,
    ...failures.map(({ text }) => `  ${text}`),
    ...(packages.length > 0 ? [`Install all packages: apt-get install ${packages.join(" ")}`] : []),
  ].join("\n");
}

/** Compares versions of the form MAJOR.MINOR. @returns a number below, equal to or above zero */
export function compareVersions(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split(".").map(Number);
  const [bMajor = 0, bMinor = 0] = b.split(".").map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}
