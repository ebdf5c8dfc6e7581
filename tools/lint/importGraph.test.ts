import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { importCycles } from "./cycles";
import { importsOf, reachedFrom } from "./importGraph";

const root = resolve(__dirname, "../..");

test.each([
  ["tools/status.ts", 40],
  ["tools/verify/main.ts", 120],
])("%s loads fewer than %d source files", (file, limit) => {
  expect(reachedFrom([join(root, file)]).length).toBeLessThan(limit);
});

test("the environment of a stack is planned without Pulumi's SDK, which is slow to load", () => {
  const files = reachedFrom(["stacks/environment.ts", "tools/render.ts"].map((file) => join(root, file)));
  const loadsSdk = (file: string) =>
    /^import (?!type )[^;]* from "@pulumi\/(?!pulumi\/proto\/)/m.test(readFileSync(file, "utf8"));
  expect(files.filter(loadsSdk)).toEqual([]);
  expect(loadsSdk(join(root, "components/register.ts"))).toBe(true);
});

describe("in a folder with imports of all kinds", () => {
  let folder: string;
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const names = (files: readonly string[]) => files.map((file) => basename(file));
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "imports-"));
    write(
      "main.ts",
      `import { a } from "./a"; import { type B } from "./b"; export * from "./c"; import "node:fs";
      const lazy = () => require("./d.js"); void a; void lazy; export type { B };`,
    );
    write("a.ts", `export const a = 1; export type Main = typeof import("./main");`);
    for (const name of ["b.ts", "c.ts", "d.js"]) write(name, "");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("distinguishes static, lazy and type-only imports", () => {
    const imports = importsOf(join(folder, "main.ts")).map(({ file, kind }) => [basename(file), kind]);
    expect(imports).toEqual([
      ["a.ts", "static"],
      ["b.ts", "type"],
      ["c.ts", "static"],
      ["d.js", "lazy"],
    ]);
  });

  test("follows only the given kinds", () => {
    expect(names(reachedFrom([join(folder, "main.ts")]))).toEqual(["a.ts", "c.ts", "main.ts"]);
    expect(names(reachedFrom([join(folder, "main.ts")], ["static", "lazy"]))).toContain("d.js");
  });

  test("finds cycles, type-only imports included", () => {
    const files = ["main.ts", "a.ts", "b.ts"].map((name) => join(folder, name));
    expect(importCycles(files).map(names)).toEqual([["a.ts", "main.ts"]]);
  });
});
