import type { Readable, Writable } from "node:stream";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import chalk from "chalk";
import { UserError } from "../workspace/userError";
import type { Flags } from "./flags";

/** The environment of a command: the process, or a test's fake. */
export interface CommandContext {
  env: NodeJS.ProcessEnv;
  /** Absolute path of the working directory, or of the folder of `-C`. */
  cwd: string;
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number; rows?: number };
  stderr: Writable & { isTTY?: boolean };
  /** True when the command can ask the user. */
  interactive: boolean;
  /** Whether standard output gets colours. */
  color: boolean;
  /** `-Q`: name stacks as `organization/PROJECT/STACK`. */
  fullyQualifyStackNames: boolean;
  /** False with `--disable-integrity-checking`. */
  checkIntegrity: boolean;
}

export type ProcessStreams = Pick<CommandContext, "env" | "cwd" | "stdin" | "stdout" | "stderr">;

/**
 * Creates the context of a command with these flags.
 * @throws UserError when the folder of `-C` does not exist
 */
export function createContext(streams: ProcessStreams, flags: Flags): CommandContext {
  const { env } = streams;
  const isDumb = env.TERM === "dumb";
  const mode = flags.color ?? "auto";
  const cwd = flags.cwd === undefined ? streams.cwd : resolve(streams.cwd, flags.cwd);
  if (!existsSync(cwd)) throw new UserError(`--cwd: found no folder ${cwd}; expected one.`);
  return {
    ...streams,
    cwd,
    interactive:
      Boolean(streams.stdin.isTTY && streams.stdout.isTTY) &&
      !isDumb &&
      !flags.nonInteractive &&
      !isTruthy(env.CI),
    color:
      mode === "always" || (mode === "auto" && Boolean(streams.stdout.isTTY) && !isDumb && !env.NO_COLOR),
    fullyQualifyStackNames: flags.fullyQualifyStackNames ?? false,
    checkIntegrity: !flags.disableIntegrityChecking,
  };
}

/** True for the value of an environment variable that is on: set, and neither "0" nor "false". */
export const isTruthy = (value: string | undefined): boolean =>
  value !== undefined && value !== "" && value !== "0" && value.toLowerCase() !== "false";

/** Colours for standard output; plain text if it gets no colours. */
export const palette = (context: Pick<CommandContext, "color">): chalk.Chalk =>
  new chalk.Instance({ level: context.color ? 1 : 0 });

/** Writes a line to standard output. */
export function say(context: Pick<CommandContext, "stdout">, line = ""): void {
  context.stdout.write(`${line}\n`);
}

/** Writes a warning to standard error. */
export function warn(context: Pick<CommandContext, "stderr">, message: string): void {
  context.stderr.write(`warning: ${message}\n`);
}
