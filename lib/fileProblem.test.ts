import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decoded, readText } from "./fileProblem";

class Failure extends Error {}

describe("a text file", () => {
  const folder = mkdtempSync(join(tmpdir(), "text-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (name: string, more: { missing?: string; name?: string } = {}) =>
    readText(join(folder, name), { expected: "a note", Failure, ...more });

  test("is read with its byte order mark", () => {
    writeFileSync(join(folder, "good"), "\uFEFFä\n");
    expect(read("good")).toBe("\uFEFFä\n");
  });

  test.each([
    ["absent", "found no such file; expected a note."],
    ["below", "found a folder; expected a note."],
    ["latin", "found bytes that are not UTF-8; expected a note."],
  ])("that is %s is reported by its name", (name, message) => {
    mkdirSync(join(folder, "below"), { recursive: true });
    writeFileSync(join(folder, "latin"), Buffer.from([0xe4]));
    expect(() => read(name)).toThrow(new Failure(`${join(folder, name)}: ${message}`));
    expect(() => read(name, { name: "the note" })).toThrow(new Failure(`the note: ${message}`));
  });

  test("has another text when it is missing, but not when it cannot be read", () => {
    mkdirSync(join(folder, "below"), { recursive: true });
    expect(read("absent", { missing: "" })).toBe("");
    expect(() => read("below", { missing: "" })).toThrow(Failure);
  });
});

test("bytes of another encoding are reported", () => {
  const input = { expected: "a note", Failure, name: "standard input" };
  expect(decoded(Buffer.from("ä"), input)).toBe("ä");
  expect(() => decoded(Buffer.from([0xe4]), input)).toThrow(
    new Failure("standard input: found bytes that are not UTF-8; expected a note."),
  );
});
