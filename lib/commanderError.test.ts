import { Command, CommanderError, Option } from "commander";
import { commanderFacts } from "./commanderError";

/** The facts of the error for a command line. */
function factsOf(...args: string[]) {
  const command = new Command("place2")
    .argument("<name>", "a name")
    .option("-f, --file <path>", "a file")
    .addOption(new Option("--mesh <mesh>").choices(["classic", "current"]))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return commanderFacts(error);
    throw error;
  }
  throw new Error("the command line is valid");
}

test.each([
  [[], { code: "missingArgument", quoted: ["name"] }],
  [["a", "b", "c"], { code: "excessArguments", expected: "1", found: "3" }],
  [["a", "--fil", "x"], { code: "unknownOption", quoted: ["--fil"], similar: "--file" }],
  [["a", "--file"], { code: "optionMissingArgument", quoted: ["-f, --file <path>"] }],
  [
    ["a", "--mesh", "7"],
    { code: "invalidArgument", quoted: ["--mesh <mesh>", "7"], choices: "classic, current" },
  ],
])("reads the message for %j", (args, facts) => {
  expect(factsOf(...args)).toMatchObject(facts);
});
