/** The exit codes of the official CLI that this engine uses. */
export const ExitCode = {
  /** Any other error. */
  error: 1,
  /** Wrong flags or arguments. */
  configuration: 2,
  /** The stack does not exist, or none is selected. */
  stackNotFound: 6,
  /** Changes despite `--expect-no-changes`. */
  noChanges: 7,
  /** The user cancelled the command. */
  cancelled: 8,
} as const;

/** An error whose message is written for the user and shown without a stack trace. */
export class UserError extends Error {
  /** @param exitCode the process's exit code; default 1 */
  constructor(
    message: string,
    readonly exitCode: number = ExitCode.error,
  ) {
    super(message);
    this.name = "UserError";
  }
}

/** Ends the command with an exit code after the error has been reported. */
export class SilentExit extends Error {
  constructor(readonly exitCode: number) {
    super(`exit code ${exitCode}`);
    this.name = "SilentExit";
  }
}

/** The message of any thrown value. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
