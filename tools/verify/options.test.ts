import type { Check } from "./check";
import { readOptions } from "./options";
import { UsageError } from "../usage";

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

describe("ends with 2 after an error and with 0 after help", () => {
  let printed = "";
  beforeEach(() => {
    printed = "";
    const keep = (text: string | Uint8Array) => Boolean((printed += String(text)));
    jest.spyOn(process.stderr, "write").mockImplementation(keep);
    jest.spyOn(process.stdout, "write").mockImplementation(keep);
  });
  afterEach(() => jest.restoreAllMocks());

  test.each<[string[], number, string]>([
    [["dev", "--only", "d"], 2, "Found d; expected checks of a, b, c."],
    [["dev", "--only", ""], 2, "expected checks of a, b, c."],
    [["dev", "--timeout", "0"], 2, "Expected an integer of seconds from 1 to 3600."],
    [["dev", "--timeout", "1.5"], 2, "Expected an integer of seconds from 1 to 3600."],
    [[], 2, "missing required argument 'stack'"],
    [["dev", "--jsn"], 2, "unknown option '--jsn'"],
    [["a", "b"], 2, "too many arguments"],
    [["--help"], 0, "Usage: verify [options] <stack>"],
  ])("%j", (args, exitCode, text) => {
    let error: unknown;
    try {
      read(...args);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).exitCode).toBe(exitCode);
    expect(printed).toContain(text);
  });
});
