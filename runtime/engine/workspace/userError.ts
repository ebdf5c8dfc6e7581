/** The exit codes of the official CLI, as far as this engine has reason for them. */
export const ExitCode = {
  /** Anything that has no code of its own. */
  error: 1,
  /** Wrong flags or arguments. */
  configuration: 2,
  /** No such stack, or none is selected. */
  stackNotFound: 6,
  /** Changes, where `--expect-no-changes` was given. */
  noChanges: 7,
  /** The user stopped it. */
  cancelled: 8,
} as const;

/** An error whose message is meant for the user as it is: no stack trace is shown. */
export class UserError extends Error {
  /** @param exitCode what the process ends with; default 1 */
  constructor(
    message: string,
    readonly exitCode: number = ExitCode.error,
  ) {
    super(message);
    this.name = "UserError";
  }
}

/** Ends the command with a code and nothing more to say: all was said already. */
export class SilentExit extends Error {
  constructor(readonly exitCode: number) {
    super(`exit code ${exitCode}`);
    this.name = "SilentExit";
  }
}

/** The text of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
