import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project } from "../model/operation";
import { UserError } from "../workspace/userError";
import { Program } from "./program";

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "program-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** The error for a project in the folder, with its name replaced by /p. */
function problemOf(change: Partial<Project>): unknown {
  const runtime = { name: "nodejs", options: {} };
  try {
    Program.start({ name: "p", root, main: root, runtime, plugins: [], ...change }).unref();
  } catch (error) {
    return error instanceof UserError ? error.message.replaceAll(root, "/p") : error;
  }
  return "started";
}

test("rejects another runtime", () => {
  expect(problemOf({ runtime: { name: "python", options: {} } })).toBe(
    '/p/Pulumi.yaml: runtime: found "python"; expected nodejs, which the embedded engine supports.',
  );
});

test("rejects a program that does not exist", () => {
  expect(problemOf({ main: join(root, "nope.js") })).toBe(
    "/p/Pulumi.yaml: main: found /p/nope.js, which does not exist; expected the program's file or folder.",
  );
});

test("rejects Node's arguments with an open quote", () => {
  expect(problemOf({ runtime: { name: "nodejs", options: { nodeargs: "--title 'a" } } })).toBe(
    "/p/Pulumi.yaml: runtime.options.nodeargs: found --title 'a; expected a closing '.",
  );
});

test("rejects a package.json that is not JSON", () => {
  writeFileSync(join(root, "package.json"), "{");
  expect(problemOf({ runtime: { name: "nodejs", options: { nodeargs: "--import tsx" } } })).toMatch(
    /^\/p\/package\.json: found invalid JSON \(.+\); expected a package\.json\.$/,
  );
});
