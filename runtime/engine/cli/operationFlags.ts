import { type Command, InvalidArgumentError, Option } from "commander";
import type { OperationKind } from "../model/events";

/** The URNs of a flag that may be given several times. */
const collect = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];

function positiveInteger(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("an integer of at least 1 is expected.");
  return Number(value);
}

function boolean(value: string): boolean {
  if (value === "true" || value === "false") return value === "true";
  throw new InvalidArgumentError("true and false are allowed.");
}

/** What an operation is called in the help of its flags. */
const NOUN: Record<OperationKind, string> = {
  update: "update",
  preview: "preview",
  destroy: "destroy",
  refresh: "refresh",
};

/** Declares the flags of an operation. */
export function addOperationFlags(command: Command, kind: OperationKind): Command {
  const noun = NOUN[kind];
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
    .option("-m, --message <text>", `a message to keep with the ${noun}`)
    .option("-p, --parallel <n>", "steps at a time (default: 4 per core, at least 16)", positiveInteger)
    .option("--show-sames", "show unchanged resources too")
    .option("--suppress-outputs", "leave out the stack's outputs")
    .option("--suppress-progress", "leave out the dots that say that work goes on")
    .addOption(
      new Option(
        "--suppress-permalink [boolean]",
        "with `false`, print the state file's URL in the end",
      ).preset("false"),
    )
    .option("-t, --target <urn>", "only this resource, * and ** stand for anything; repeatable", collect);
  if (kind !== "refresh") {
    command
      .option("--target-dependents", "with --target, also those that depend on them")
      .addOption(
        new Option("-r, --refresh [boolean]", "refresh each resource first")
          .argParser(boolean)
          .preset("true"),
      );
  }
  if (runsProgram) {
    command
      .option("--replace <urn>", "replace this resource, even if nothing changed; repeatable", collect)
      .option("--target-replace <urn>", "--target and --replace in one; repeatable", collect)
      .option("--show-secrets", "show what secrets hold");
  }
  if (kind !== "destroy") command.option("--expect-no-changes", "fail (exit code 7) when anything changes");
  if (kind === "update" || kind === "destroy")
    command.option("--continue-on-error", "go on with other resources after a failure");
  if (changes) {
    command
      .option("-f, --skip-preview", "do it without a preview")
      .option("-y, --yes", `do it without asking`);
  }
  if (kind === "destroy" || kind === "refresh")
    command.option("--preview-only", "show the preview and do nothing");
  if (kind === "destroy") {
    command
      .option("--exclude-protected", "leave protected resources")
      .option("--remove", "remove the stack and its file in the end");
  }
  return command;
}
