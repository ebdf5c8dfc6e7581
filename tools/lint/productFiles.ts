import { execFileSync } from "node:child_process";
import { basename, resolve } from "node:path";

/** The folders of the product: what runs when a user brings up a stack. */
const folders = ["stacks", "components", "lib", "runtime"];

/** The files at which processes of the product start or other programs import it, as patterns of paths. */
const entrypoints = [
  /^stacks\/index\.ts$/,
  /^components\/(index|plugin\/main)\.ts$/,
  /^runtime\/engine\/main\.ts$/,
  /^runtime\/engine\/.*\.js$/,
  /^runtime\/providers\/[^/]+\/(plugin\/)?(index\.js|main\.ts|provider\.ts)$/,
  /^runtime\/images\/cli\.ts$/,
  /^lib\/goBinary\/cli\.ts$/,
  /^runtime\/bookinfo\/(main|local)\.ts$/,
  /^runtime\/pulumi\/main\.ts$/,
  /^runtime\/pulumi\/languageHost\/(index\.js|inspectErrors\.js|main\.ts)$/,
  /^runtime\/dashboards\/server\/main\.ts$/,
];

/** All TypeScript and JavaScript files of the repository, relative to its root. */
export function sourceFiles(root: string): string[] {
  const args = [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "--deduplicate",
    "*.ts",
    "*.js",
    "*.mjs",
  ];
  const listed = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\n");
  const deleted = execFileSync("git", ["ls-files", "--deleted"], { cwd: root, encoding: "utf8" }).split("\n");
  return listed.filter((file) => file !== "" && !deleted.includes(file) && !file.endsWith(".d.ts"));
}

const isTest = (file: string): boolean => basename(file).endsWith(".test.ts");

/** Whether a file is in a product folder and is not a test. */
export const isProductFile = (file: string): boolean =>
  folders.some((folder) => file.startsWith(`${folder}/`)) && !isTest(file);

export const isEntrypoint = (file: string): boolean => entrypoints.some((pattern) => pattern.test(file));

export const absolute = (root: string, files: readonly string[]): string[] =>
  files.map((file) => resolve(root, file));
