import { type Command, InvalidArgumentError, Option } from "commander";
import type { OperationKind } from "../model/events";
import { ExitCode, UserError } from "../workspace/userError";
import type { Flags } from "./flags";

/** Collects the values of a repeatable flag. */
const collect = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];

function positiveInteger(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("expected an integer of at least 1.");
  return Number(value);
}

function boolean(value: string): boolean {
  if (value === "true" || value === "false") return value === "true";
  throw new InvalidArgumentError("expected true or false.");
}

/** The official CLI checks the format of `up` as part of the command line, and that of other operations in the command. */
function outputOption(kind: OperationKind): Option {
  const option = new Option("--output <format>", "default, or json for one line with the result");
  if (kind !== "update") return option;
  return option.argParser((format) => {
    if (["", "default", "json"].includes(format)) return format;
    throw new InvalidArgumentError(
      `output ${JSON.stringify(format)} not supported, valid values are: default or json`,
    );
  });
}

/** Declares the flags of an operation. */
export function addOperationFlags(command: Command, kind: OperationKind): Command {
  const changes = kind !== "preview";
  const runsProgram = kind === "update" || kind === "preview";
  command.option("-s, --stack <name>", "the stack to operate on (default: the selected one)");
  if (kind !== "refresh") {
    command
      .option(
        "-c, --config <key=value>",
        "a configuration value to set and save in the stack's file; repeatable",
        collect,
      )
      .option("--config-path", "keys of --config are paths to a property in a map or list");
  }
  command
    .option("--config-file <file>", "the stack's configuration file (default: Pulumi.STACK.yaml)")
    .option("--diff", "show the differences of all properties")
    .option("-j, --json", "write events (preview: one document) as JSON")
    .addOption(outputOption(kind))
    .option("-m, --message <text>", `a message for the history of the ${kind}`)
    .option(
      "-p, --parallel <n>",
      "maximum parallel steps (default: 4 per core, at least 16)",
      positiveInteger,
    )
    .option("--skip-config-validation", "do not check the configuration against the schema in Pulumi.yaml")
    .option("--show-sames", "also show unchanged resources")
    .option("--suppress-outputs", "do not show the stack's outputs")
    .option("--suppress-progress", "do not print progress dots")
    .addOption(
      new Option(
        "--suppress-permalink [boolean]",
        "with `false`, print the state file's URL at the end",
      ).preset("false"),
    )
    .option("-t, --target <urn>", "only this resource; * and ** match any characters; repeatable", collect)
    .option("--target-dependents", "with --target, include dependent resources");
  if (kind !== "refresh") {
    command.addOption(
      new Option("-r, --refresh [boolean]", "refresh each resource first").argParser(boolean).preset("true"),
    );
  }
  if (runsProgram) {
    command
      .option("--replace <urn>", "replace this resource, even if nothing changed; repeatable", collect)
      .option("--target-replace <urn>", "--target and --replace combined; repeatable", collect)
      .option("--show-secrets", "show secrets in plain text");
  }
  if (kind !== "destroy") command.option("--expect-no-changes", "fail (exit code 7) when anything changes");
  if (kind === "update" || kind === "destroy")
    command.option("--continue-on-error", "continue with other resources after a failure");
  if (changes) {
    command.option("-f, --skip-preview", "skip the preview").option("-y, --yes", "skip the confirmation");
  }
  if (kind === "destroy" || kind === "refresh") command.option("--preview-only", "only show the preview");
  if (kind === "destroy") {
    command
      .option("--exclude-protected", "leave protected resources")
      .option("--remove", "finally remove the stack and its file");
  }
  return command;
}

/** True when standard output is for programs. */
export const isJson = ({ json, output }: Flags): boolean => json === true || output === "json";

/**
 * Checks that the flags fit together, in the order of the official CLI.
 * @throws UserError
 */
export function checkFlags(
  kind: OperationKind,
  flags: Flags,
  { previewOnly, mayAsk }: { previewOnly: boolean; mayAsk: boolean },
): void {
  const { json, output, target } = flags;
  if (json !== undefined && output !== undefined)
    throw new UserError(
      "if any flags in the group [json output] are set none of the others can be; [json output] were all set",
    );
  if (!previewOnly && !mayAsk)
    throw new UserError(
      "--yes or --skip-preview or --preview-only must be passed in to proceed when running in non-interactive mode",
      // The official exit codes differ too.
      kind === "refresh" ? ExitCode.error : ExitCode.configuration,
    );
  // The command line of `up` has checked the format.
  if (kind !== "update" && output !== undefined && output !== "default" && output !== "json")
    throw new UserError(`invalid --output value ${JSON.stringify(output)} (expected "default" or "json")`);
  if (flags.previewOnly && flags.skipPreview)
    throw new UserError("--skip-preview and --preview-only cannot be used together");
  if (flags.previewOnly && flags.yes) throw new UserError("--yes and --preview-only cannot be used together");
  if (flags.excludeProtected && target?.length)
    throw new UserError("you cannot specify --target and --exclude-protected");
}
