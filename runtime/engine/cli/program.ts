import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { packageRoot } from "../../../lib/packageRoot";
import { suggestion } from "../../../lib/suggest";
import type { OperationKind } from "../model/events";
import { OFFICIAL_CLI } from "../model/officialCli";
import { ExitCode, UserError } from "../workspace/userError";
import { type CommandContext, createContext, type ProcessStreams, say } from "./context";
import type { Flags } from "./flags";
import { addOperationFlags } from "./operationFlags";
import {
  UNSUPPORTED_COMMANDS,
  UNSUPPORTED_FLAGS,
  UNSUPPORTED_GLOBAL_FLAGS,
  type UnsupportedFlag,
} from "./unsupported";

/* Commands are loaded when they run, which keeps the start-up short. */
/* eslint-disable @typescript-eslint/no-require-imports */
const commands = {
  config: () => require("./commands/config") as typeof import("./commands/config"),
  operation: () => require("./commands/operation") as typeof import("./commands/operation"),
  stackHistory: () => require("./commands/stackHistory") as typeof import("./commands/stackHistory"),
  stackInfo: () => require("./commands/stackInfo") as typeof import("./commands/stackInfo"),
  stackOutput: () => require("./commands/stackOutput") as typeof import("./commands/stackOutput"),
  stackState: () => require("./commands/stackState") as typeof import("./commands/stackState"),
  stacks: () => require("./commands/stacks") as typeof import("./commands/stacks"),
};
/* eslint-enable @typescript-eslint/no-require-imports */

type Action = (
  context: CommandContext,
  args: string[],
  flags: Flags,
  command: Command,
) => void | Promise<void>;

/** A command that accepts flags in the forms of the official CLI that commander does not have. */
class CliCommand extends Command {
  override createCommand(name?: string): Command {
    return new CliCommand(name);
  }

  override parseOptions(argv: string[]): ReturnType<Command["parseOptions"]> {
    const end = argv.indexOf("--");
    const flags = end < 0 ? argv : argv.slice(0, end);
    const others = end < 0 ? [] : argv.slice(end);
    return super.parseOptions([...flags.flatMap((argument) => this.splitFlag(argument)), ...others]);
  }

  /** Splits `-s=VALUE`, and decides on `--yes=true` and `--yes=false`. */
  private splitFlag(argument: string): string[] {
    const [, flag = "", value = ""] = /^(-\w|--[\w-]+)=(.*)$/s.exec(argument) ?? [];
    const option = this.options.find(({ short, long }) => flag === short || flag === long);
    if (option === undefined) return [argument];
    if (option.required || option.optional) return flag.startsWith("--") ? [argument] : [flag, value];
    if (["1", "t", "true"].includes(value.toLowerCase())) return [flag];
    if (["0", "f", "false"].includes(value.toLowerCase())) return [];
    throw new UserError(
      `invalid argument ${JSON.stringify(value)} for "${option.flags}" flag: expected true or false.`,
    );
  }
}

/** Declares the command line: the supported part of the official CLI's. */
export function createProgram(streams: ProcessStreams): Command {
  const program = new CliCommand("pulumi")
    .description(
      "Runs Pulumi programs without the Pulumi CLI. State and commands are compatible with the official CLI.",
    )
    .helpOption("-h, --help", "help for a command")
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: () => undefined, // run() reports errors.
    })
    .addOption(new Option("--color <when>", "colours").choices(["always", "never", "auto"]))
    .option("-C, --cwd <folder>", "run as if started in this folder")
    .option("--disable-integrity-checking", "use a state that fails its integrity check")
    .option("-Q, --fully-qualify-stack-names", "name stacks as organization/PROJECT/STACK")
    .option("--non-interactive", "never ask");
  declareUnsupported(program, UNSUPPORTED_GLOBAL_FLAGS);

  const on = (command: Command, action: Action): Command =>
    command.action(async (...parts: unknown[]) => {
      const self = parts.at(-1) as Command;
      if (self.commands.length > 0 && self.args.length > 0) throw unknownCommand(self, self.args[0]!);
      rejectUnsupportedFlags(self);
      const flags = self.optsWithGlobals<Flags>();
      await action(createContext(streams, flags), self.args, flags, self);
    });

  operationCommands(program, on);
  stackCommands(program, on);
  configCommands(program, on);
  on(
    program
      .command("cancel [stack]")
      .description("Remove the locks that a killed command left on a stack")
      .option("-s, --stack <name>", "the stack to operate on (default: the selected one)")
      .option("-y, --yes", "skip the confirmation"),
    (context, [stack], flags) => commands.stacks().cancel(context, withStack(flags, stack)),
  );
  on(program.command("version").description("Print the engine's version"), (context) =>
    say(context, `v${engineVersion()}`),
  );
  rejectUnsupportedCommands(program);
  for (const command of allCommands(program)) {
    command.exitOverride();
    // An argument of a group of commands is an unknown command.
    if (command.commands.length > 0) command.allowExcessArguments();
    declareUnsupported(
      command,
      UNSUPPORTED_FLAGS.filter((flag) => flag.commands?.includes(pathOf(command))),
    );
  }
  return program;
}

/** The version of this repository's package. */
function engineVersion(): string {
  const text = readFileSync(join(packageRoot(), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

type On = (command: Command, action: Action) => Command;

function operationCommands(program: Command, on: On): void {
  const operations: [name: string, kind: OperationKind, aliases: string[], description: string][] = [
    ["up", "update", ["update"], "Create or update the resources in a stack"],
    ["preview", "preview", ["pre"], "Show what an update would do"],
    ["destroy", "destroy", ["down", "dn"], "Destroy all resources in a stack, but not the stack itself"],
    ["refresh", "refresh", [], "Update the stack's state from the actual resources"],
  ];
  for (const [name, kind, aliases, description] of operations) {
    const command = addOperationFlags(program.command(name).aliases(aliases).description(description), kind);
    on(command, (context, _args, flags, self) =>
      commands.operation().operate(context, kind, flags, givenFlags(self)),
    );
  }
}

function stackCommands(program: Command, on: On): void {
  const stack = program.command("stack").description("Manage stacks and show their contents");
  stack.option("-s, --stack <name>", "the stack to operate on (default: the selected one)");
  on(
    stack
      .option("-i, --show-ids", "show each resource's ID")
      .option("-u, --show-urns", "show each resource's URN")
      .option("--show-secrets", "show secret outputs in plain text")
      .option("--show-name", "show only the stack's name"),
    (context, _args, flags) => commands.stackInfo().stackInfo(context, flags),
  );
  on(
    stack
      .command("export")
      .description("Write a stack's state as JSON")
      .option("--file <file>", "the file to write (default: standard output)")
      .option("--show-secrets", "write secrets in plain text"),
    (context, _args, flags) => commands.stackState().stackExport(context, flags),
  );
  on(
    stack
      .command("history")
      .aliases(["hist"])
      .description("Show a stack's past updates")
      .option("-j, --json", "as JSON")
      .option("--show-secrets", "show secrets in plain text")
      .option("--page-size <n>", "updates per page (default 10)", integer)
      .option("--page <n>", "the page to show (default 1)", integer),
    (context, _args, flags) => commands.stackHistory().stackHistory(context, flags),
  );
  on(
    stack
      .command("import")
      .description("Replace a stack's state by an exported one")
      .option("--file <file>", "the file to read (default: standard input)")
      .option("-f, --force", "import a state with errors"),
    (context, _args, flags) => commands.stackState().stackImport(context, flags),
  );
  on(
    stack
      .command("init [name]")
      .aliases(["new", "create", "setup"])
      .description("Create an empty stack")
      .option("--no-select", "do not select the stack")
      .option("--secrets-provider <provider>", "default or passphrase"),
    (context, [name], flags) => commands.stacks().stackInit(context, withStack(flags, name)),
  );
  on(
    stack
      .command("ls")
      .aliases(["list"])
      .description("List stacks")
      .option("-a, --all", "include all projects")
      .option("-p, --project <name>", "the project whose stacks to list")
      .option("-j, --json", "as JSON"),
    (context, _args, flags) => commands.stacks().stackLs(context, flags),
  );
  on(
    stack
      .command("output [name]")
      .description("Show a stack's outputs, or one of them")
      .option("-j, --json", "as JSON")
      .option("--shell", "as lines for a shell")
      .option("--show-secrets", "show secret outputs in plain text"),
    (context, [name], flags) => commands.stackOutput().stackOutput(context, name, flags),
  );
  on(
    stack
      .command("rm [name]")
      .aliases(["remove", "delete"])
      .description("Remove a stack and its configuration")
      .option("-f, --force", "remove the stack even if it has resources; they continue to exist")
      .option("--preserve-config", "keep the stack's configuration file")
      .option("--remove-backups", "also remove the backups of its state")
      .option("-y, --yes", "skip the confirmation"),
    (context, [name], flags) => commands.stacks().stackRm(context, withStack(flags, name)),
  );
  on(
    stack
      .command("select [name]")
      .description("Select the stack that commands use by default")
      .option("-c, --create", "create the stack if it does not exist")
      .option("--secrets-provider <provider>", "with --create: default or passphrase"),
    (context, [name], flags) => commands.stacks().stackSelect(context, withStack(flags, name)),
  );
}

/** The flags of a command that also takes the stack's name as an argument. */
function withStack(flags: Flags, argument: string | undefined): Flags {
  if (argument === undefined) return flags;
  if (flags.stack !== undefined)
    throw new UserError("only one of --stack or argument stack name may be specified, not both");
  return { ...flags, stack: argument };
}

function configCommands(program: Command, on: On): void {
  const config = program.command("config").description("Show and change a stack's configuration");
  on(
    config
      .option("-s, --stack <name>", "the stack to operate on (default: the selected one)")
      .option("--config-file <file>", "the stack's configuration file (default: Pulumi.STACK.yaml)")
      .option("-j, --json", "as JSON")
      .option("--show-secrets", "show secrets in plain text"),
    (context, _args, flags) => commands.config().configList(context, flags),
  );
  on(
    config
      .command("get <key>")
      .description("Show one value")
      .option("--path", "the key is a path to a property in a map or list"),
    (context, [key], flags) => commands.config().configGet(context, key!, flags),
  );
  on(
    config
      .command("set <key> [value]")
      .description("Set one value (default: from standard input)")
      .option("--path", "the key is a path to a property in a map or list")
      .option("--secret", "encrypt the value")
      .option("--raw", "keep the line break at the end of standard input")
      .option("--plaintext", "store the value in plain text even if it looks like a secret")
      .option(
        "--type <type>",
        "string, bool, int or float (default: string; detected from the value with --path)",
      ),
    (context, [key, value], flags) => commands.config().configSet(context, key!, value, flags),
  );
  on(
    config
      .command("rm <key>")
      .aliases(["remove", "delete"])
      .description("Remove one value")
      .option("--path", "the key is a path to a property in a map or list"),
    (context, [key], flags) => commands.config().configRm(context, key!, flags),
  );
}

function integer(text: string): number {
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected an integer");
}

/** The error for a word that is not a command of a group, in the official words. */
export function unknownCommand(group: Command, word: string): UserError {
  const path = ["pulumi", pathOf(group)].join(" ").trim();
  const names = group
    .createHelp()
    .visibleCommands(group)
    .flatMap((each) => [each.name(), ...each.aliases()]);
  const similar = names.find((name) => name.startsWith(word)) ?? suggestion(word, names);
  const hint = similar === undefined ? "" : `\n\nDid you mean this?\n\t${path} ${similar}\n`;
  return new UserError(`unknown command "${word}" for "${path}"${hint}\nRun '${path} --help' for usage.`);
}

/** The words of a command, without the program's name. */
function pathOf(command: Command): string {
  const words: string[] = [];
  for (let each: Command | null = command; each?.parent; each = each.parent) words.unshift(each.name());
  return words.join(" ");
}

const allCommands = (command: Command): Command[] =>
  command.commands.flatMap((each) => [each, ...allCommands(each)]);

/** A flag that is declared only so that an error can name it; help does not list it. */
class UnsupportedOption extends Option {
  override hidden = true;
  constructor(private readonly flag: UnsupportedFlag) {
    super(flag.flags);
  }
  get error(): UserError {
    const instead = this.flag.instead === undefined ? "" : `; instead: ${this.flag.instead}`;
    return new UserError(
      `${this.long} is a flag of the official CLI that the embedded engine does not support${instead}. ${OFFICIAL_CLI}`,
      ExitCode.configuration,
    );
  }
}

function declareUnsupported(command: Command, flags: readonly UnsupportedFlag[]): void {
  for (const flag of flags) command.addOption(new UnsupportedOption(flag));
}

function rejectUnsupportedFlags(command: Command): void {
  for (let each: Command | null = command; each; each = each.parent) {
    for (const option of each.options)
      if (option instanceof UnsupportedOption && each.getOptionValueSource(option.attributeName()) === "cli")
        throw option.error;
  }
}

function rejectUnsupportedCommands(program: Command): void {
  for (const words of UNSUPPORTED_COMMANDS) {
    const parent = words
      .slice(0, -1)
      .reduce((command, word) => command.commands.find((each) => each.name() === word)!, program);
    parent
      .command(words.at(-1)!, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action(() => {
        throw new UserError(
          `\`pulumi ${words.join(" ")}\` is a command of the official CLI that the embedded engine does not support. ${OFFICIAL_CLI}`,
          ExitCode.configuration,
        );
      });
  }
}

/** The flags that the user gave, as the history records them: booleans with their value, others without. */
function givenFlags(command: Command): Record<string, boolean | undefined> {
  const result: Record<string, boolean | undefined> = {};
  for (let each: Command | null = command; each; each = each.parent) {
    for (const option of each.options) {
      if (each.getOptionValueSource(option.attributeName()) !== "cli" || option.long == null) continue;
      const value: unknown = each.getOptionValue(option.attributeName());
      result[option.long.replace(/^--/, "")] = typeof value === "boolean" ? value : undefined;
    }
  }
  return result;
}
