import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, readBuildContext } from "./context";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "build-context-"));
  mkdirSync(join(root, "app", "src", "deep"), { recursive: true });
  for (const file of ["Dockerfile", "src/a.js", "src/b.log", "src/deep/keep.log"]) {
    writeFileSync(join(root, "app", file), file);
  }
  symlinkSync("a.js", join(root, "app", "src", "link"));
});
afterEach(() => rmSync(root, { recursive: true }));

const read = () => readBuildContext(root, "app", "app/Dockerfile");
const paths = () => read().entries.map(({ path }) => path);

test("sends a folder to the builder without the files in .dockerignore, but always the Dockerfile", () => {
  expect(paths()).toEqual([
    "Dockerfile",
    "src",
    "src/a.js",
    "src/b.log",
    "src/deep",
    "src/deep/keep.log",
    "src/link",
  ]);
  writeFileSync(join(root, "app", ".dockerignore"), "Dockerfile\n**/*.log\n!src/deep/*.log\n");
  expect(paths()).toEqual([
    ".dockerignore",
    "Dockerfile",
    "src",
    "src/a.js",
    "src/deep",
    "src/deep/keep.log",
    "src/link",
  ]);
});

test("the digest depends on the sent contents, not on their modification times", () => {
  writeFileSync(join(root, "app", ".dockerignore"), "*.tmp\n");
  const before = digestOf(read());
  utimesSync(join(root, "app", "src", "a.js"), 1, 1);
  writeFileSync(join(root, "app", "ignored.tmp"), "x");
  expect(digestOf(read())).toBe(before);
  writeFileSync(join(root, "app", "src", "a.js"), "changed");
  expect(digestOf(read())).not.toBe(before);
});

test.each([
  ["nowhere", "nowhere/Dockerfile", /the build context nowhere must be a folder/],
  ["app", "Dockerfile", /found no Dockerfile .*; try app\/Dockerfile/],
  ["app/src", "app/Dockerfile", /must be in the build context/],
])("rejects the context %s with the Dockerfile %s", (context, dockerfile, message) => {
  expect(() => readBuildContext(root, context, dockerfile)).toThrow(message);
});
