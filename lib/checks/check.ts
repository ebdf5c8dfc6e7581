/** A requirement that is not met, or a problem that a check found. */
export interface Failure {
  /** What was found and what was expected, without a full stop. */
  text: string;
  /** How to fix it. Default: that of the check. */
  fix?: string;
  /** True for a warning, which does not stop `up`. Default false. */
  warning?: boolean;
  /** The Debian package that fixes it. Default: none. */
  package?: string;
}

/** What a check found. Without failures and a reason for a skip, the check has passed. */
export interface Verdict {
  /** A short summary of what was found, one line each. */
  found?: readonly string[];
  /** A string is the text of a failure. */
  failures?: readonly (Failure | string)[];
  /** Why the check was skipped. Default: it was not. */
  skipped?: string;
}

/** How users see a check. */
export interface CheckDescription {
  /** The name for options and reports. */
  id: string;
  /** What is true when the check passes, in one line. */
  title: string;
  /** How to fix a failure that has no fix. */
  fix: string;
  /** Further explanation for docs/checks.md. Default: none. */
  note?: string;
}

/**
 * One check of a machine, a cluster or a running environment.
 * @template Args what the check looks at, such as requirements and facts
 */
export interface Check<Args extends readonly unknown[]> extends CheckDescription {
  /** @returns undefined when nothing is required, so that no report contains the check */
  run(...args: Args): Verdict | undefined | Promise<Verdict | undefined>;
}

export type Outcome = "passed" | "warning" | "failed" | "skipped";

/** The result of one check. */
export interface Result {
  id: string;
  title: string;
  result: Outcome;
  /** Empty when there are failures. */
  found: readonly string[];
  failures: readonly (Failure & { fix: string })[];
  /** Why the check was skipped. */
  skipped?: string;
  /** The duration of the check. */
  milliseconds: number;
}

/** The result of a check with this verdict. */
export function resultOf(
  { id, title, fix }: CheckDescription,
  { found = [], failures = [], skipped }: Verdict,
  milliseconds = 0,
): Result {
  const all = failures
    .map((failure): Failure => (typeof failure === "string" ? { text: failure } : failure))
    .map((failure) => ({ ...failure, fix: sentence(failure.fix ?? fix) }));
  return {
    id,
    title,
    result: outcomeOf(all, skipped),
    found: all.length > 0 ? [] : found,
    failures: all,
    ...(skipped !== undefined && { skipped }),
    milliseconds,
  };
}

function outcomeOf(failures: readonly Failure[], skipped: string | undefined): Outcome {
  if (failures.some(isError)) return "failed";
  if (failures.length > 0) return "warning";
  return skipped === undefined ? "passed" : "skipped";
}

const isError = ({ warning }: Failure): boolean => warning !== true;

/** All failures that are errors. */
export const errorsOf = (results: readonly Result[]): Result["failures"] =>
  results.flatMap(({ failures }) => failures.filter(isError));

/** All failures that are warnings. */
export const warningsOf = (results: readonly Result[]): Result["failures"] =>
  results.flatMap(({ failures }) => failures.filter((failure) => !isError(failure)));

/** A failure in one line: what was found, what was expected, and how to fix it. */
export const messageOf = ({ text, fix }: Result["failures"][number]): string => `${sentence(text)} ${fix}`;

/** Adds a full stop, unless the text ends with a punctuation mark. */
const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);
