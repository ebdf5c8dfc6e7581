import { Command } from "commander";
import { parseArguments, stackCommand, UsageError } from "./usage";

test.each<[title: string, command: Command, message: string]>([
  [
    "without options",
    stackCommand("status", "Shows a stack."),
    "--nope: found an unknown option; expected none. --help lists all options.",
  ],
  [
    "with options",
    stackCommand("status", "Shows a stack.").option("--node <name>").option("-q"),
    "--nope: found an unknown option; expected one of --node, -q. Did you mean --node? --help lists all options.",
  ],
])("reports an unknown option of a command %s", (_, command, message) => {
  expect(() => parseArguments(command, ["dev", "--nope"])).toThrow(new UsageError(message));
});
