import { Command, Option } from "commander";
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

test("suggests the closest choice of an option", () => {
  const command = stackCommand("status", "Shows a stack.").addOption(
    new Option("--istio <mesh>").choices(["classic", "current"]),
  );
  expect(() => parseArguments(command, ["dev", "--istio", "curent"])).toThrow(
    new UsageError(
      '--istio: found "curent"; expected one of classic, current. Did you mean current? --help lists all options.',
    ),
  );
});
