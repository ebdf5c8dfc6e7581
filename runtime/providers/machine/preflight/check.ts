/** One thing that is lacking. */
export interface Lack {
  /** What is lacking and what to do about it. */
  text: string;
  /** True where it need not be in the way: it is said, and nothing is stopped for it. Default false. */
  warning?: boolean;
  /** The Debian package that brings it, where one does. */
  package?: string;
}

/** What a check makes of the facts. */
export interface Verdict {
  /** What was found, in short, for who wants to see it. */
  found?: string[];
  lacks?: Lack[];
  /** Why it cannot be told, where it cannot. */
  leftOut?: string;
}

/** One check before anything is made. Pure: facts are gathered before, for all checks at once. */
export interface Check<Needs, Facts> {
  id: string;
  /** What is looked at, in one line. */
  title: string;
  /** What there is to do where it fails, for the page of all checks. */
  remedy: string;
  /** Undefined where nothing of it is needed. */
  judge(needs: Needs, facts: Facts): Verdict | undefined;
}

/** Makes checks of what answers, such as a Docker engine or a cluster; where it does not, they are left out. */
export const whereReached =
  <Needs, Reached extends { unreachable?: undefined }, Unreachable extends { unreachable: string }>(
    leftOut: string,
  ) =>
  (
    check: Omit<Check<Needs, Reached | Unreachable>, "judge">,
    judgeReached: (needs: Needs, facts: Reached) => Verdict | undefined,
  ): Check<Needs, Reached | Unreachable> => ({
    ...check,
    judge: (needs, facts) =>
      facts.unreachable === undefined ? judgeReached(needs, facts as Reached) : { leftOut },
  });

/** How a check ended. */
export type CheckOutcome = "passed" | "warning" | "failed" | "left out";

/** A check that was made, or the reason why not. */
export interface CheckResult {
  id: string;
  title: string;
  result: CheckOutcome;
  found: string[];
  lacks: Lack[];
  leftOut?: string;
}

/** Makes all checks of which anything is needed. */
export function judge<Needs, Facts>(
  checks: readonly Check<Needs, Facts>[],
  needs: Needs,
  facts: Facts,
): CheckResult[] {
  return checks.flatMap((check) => {
    const verdict = check.judge(needs, facts);
    return verdict === undefined ? [] : [resultOf(check, verdict)];
  });
}

/** How a check ended with a verdict. */
export function resultOf(
  { id, title }: { id: string; title: string },
  { found = [], lacks = [], leftOut }: Verdict,
): CheckResult {
  const failed = lacks.some(({ warning }) => warning !== true);
  const result = failed
    ? "failed"
    : lacks.length > 0
      ? "warning"
      : leftOut === undefined
        ? "passed"
        : "left out";
  // Beside what is lacking, the rest is of no use.
  const told = lacks.length > 0 ? [] : found;
  return { id, title, result, found: told, lacks, ...(leftOut !== undefined && { leftOut }) };
}

/** All that is lacking and in the way. */
export const errorsOf = (results: readonly CheckResult[]): Lack[] =>
  results.flatMap(({ lacks }) => lacks.filter(({ warning }) => warning !== true));

/** All that is lacking and not in the way. */
export const warningsOf = (results: readonly CheckResult[]): Lack[] =>
  results.flatMap(({ lacks }) => lacks.filter(({ warning }) => warning === true));

/** The one message that says all that is lacking: a sentence, then a line each. */
export function describeLacks(sentence: string, lacks: readonly Lack[]): string {
  const packages = [...new Set(lacks.flatMap((lack) => lack.package ?? []))];
  return [
    `${sentence}:`,
    ...lacks.map(({ text }) => `  ${text}`),
    ...(packages.length > 0 ? [`All packages at once: apt-get install ${packages.join(" ")}`] : []),
  ].join("\n");
}
