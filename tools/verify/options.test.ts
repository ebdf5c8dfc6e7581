import type { Check } from "./check";
import { readOptions } from "./options";
import { execute, UsageError } from "../usage";

const check = (id: string): Check => ({
  id,
  title: id,
  skipReason: () => undefined,
  run: () => Promise.resolve({ ok: true, lines: [] }),
});
const checks = ["a", "b", "c"].map(check);
const read = (...args: string[]) => readOptions(args, checks);

test("defaults to all checks, a table and one minute", () => {
  expect(read("dev")).toEqual({ stack: "dev", json: false, list: false, checks, timeoutMs: 60_000 });
});

test("parses all options", () => {
  expect(read("live", "--json", "--timeout", "5", "--list")).toMatchObject({
    stack: "live",
    json: true,
    list: true,
    timeoutMs: 5000,
  });
});

test("--only selects each check once, in the order of all checks", () => {
  expect(read("dev", "--only", "c, a,c").checks.map(({ id }) => id)).toEqual(["a", "c"]);
});

test.each<[string[], string]>([
  [["dev", "--only", "d"], '--only: found "d"; expected checks of a, b, c, separated by commas.'],
  [["dev", "--only", ""], '--only: found ""; expected checks of a, b, c, separated by commas.'],
  [["dev", "--timeout", "0"], '--timeout: found "0"; expected an integer of seconds from 1 to 3600.'],
  [["dev", "--timeout", "1.5"], '--timeout: found "1.5"; expected an integer of seconds from 1 to 3600.'],
  [["dev", "--timeout"], "--timeout: found no value; expected seconds."],
  [[], "stack: found nothing; expected the name of a stack."],
  [
    ["dev", "--jsn"],
    "--jsn: found an unknown option; expected one of --json, --only, --list, --timeout. Did you mean --json?",
  ],
  [["a", "b"], "arguments: found 2; expected 1."],
])("%j is a usage error", (args, message) => {
  expect(() => read(...args)).toThrow(new UsageError(`${message} --help lists all options.`));
});

test("--help prints the options", async () => {
  let printed = "";
  const stdout = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => Boolean((printed += String(text))));
  try {
    expect(await execute("verify", (args) => (readOptions(args, checks), 1), ["--help"])).toBe(0);
  } finally {
    stdout.mockRestore();
  }
  expect(printed).toContain("Usage: verify [options] <stack>");
});
