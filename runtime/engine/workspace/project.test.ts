import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadProject, parseProject, ProjectNotFoundError } from "./project";

test("reads the long form", () => {
  const project = parseProject(
    "/home/me/shop/Pulumi.yaml",
    `name: mesh
runtime: {name: nodejs, options: {typescript: false, nodeargs: "--import tsx"}}
main: stacks/index.ts
stackConfigDir: stacks
config: {mesh:region: {default: eu}, mesh:size: {value: 3}, mesh:plain: true, mesh:typed: {type: string}}
plugins: {providers: [{name: local, path: ./providers/local}]}
`,
  );
  expect(project).toEqual({
    name: "mesh",
    file: "/home/me/shop/Pulumi.yaml",
    root: "/home/me/shop",
    main: "/home/me/shop/stacks/index.ts",
    runtime: { name: "nodejs", options: { typescript: false, nodeargs: "--import tsx" } },
    stackConfigDir: "stacks",
    stackFilesDir: "/home/me/shop/stacks",
    plugins: [{ name: "local", path: "/home/me/shop/providers/local" }],
    defaults: { "mesh:region": "eu", "mesh:size": 3, "mesh:plain": true },
    schema: {
      "mesh:region": { default: "eu" },
      "mesh:size": { value: 3 },
      "mesh:plain": { value: true },
      "mesh:typed": { type: "string" },
    },
  });
});

test("reads the short form", () => {
  expect(parseProject("/w/Pulumi.yaml", "name: a\nruntime: nodejs\n")).toMatchObject({
    main: "/w",
    runtime: { name: "nodejs", options: {} },
    plugins: [],
    stackFilesDir: "/w",
  });
});

test.each([
  ["", /\/w\/Pulumi.yaml: expected a map with at least `name` and `runtime`/],
  ["name: a\n", /`runtime` must be a name, or a map/],
  ["runtime: nodejs\n", /`name` must be a non-empty string, found nothing/],
  ["name: a b\nruntime: nodejs\n", /`name` is "a b"/],
  ["name: a\nruntime: nodejs\nmain: 3\n", /`main` must be a string, found 3/],
  [
    "name: a\nruntime: nodejs\nplugins: {providers: [{name: x}]}\n",
    /`plugins.providers\[0\]` must contain the strings `name` and `path`/,
  ],
  [
    "name: a\nruntime: nodejs\nconfig: {size: {type: integer, default: big}}\n",
    /default value specified for configuration key 'size' is not of the expected type 'integer'/,
  ],
  ["name: [\n", /\/w\/Pulumi.yaml: .*line/s],
])("rejects %j", (text, message) => {
  expect(() => parseProject("/w/Pulumi.yaml", text)).toThrow(message);
});

describe("from a folder", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "project-"))));
  afterEach(() => rmSync(root, { recursive: true }));

  test("finds the project in a parent folder", () => {
    writeFileSync(join(root, "Pulumi.yaml"), "name: a\nruntime: nodejs\n");
    mkdirSync(join(root, "b", "c"), { recursive: true });
    expect(loadProject(join(root, "b", "c")).file).toBe(join(root, "Pulumi.yaml"));
  });
  test("reports the searched folder without a project", () => {
    expect(() => loadProject(root)).toThrow(ProjectNotFoundError);
    expect(() => loadProject(root)).toThrow(`searching upwards from ${root}`);
  });
});
