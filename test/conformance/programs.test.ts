import { both, type Files, inStack, outputs } from "./both";
import { type Engine, officialCli } from "./stack";

/* Programs of different kinds: how they start, end and fail, under both engines. */
beforeAll(async () => void (await officialCli()));

const NODEJS = "name: conf\nruntime: nodejs\n";
const TSCONFIG = JSON.stringify({ compilerOptions: { types: [], strict: true, skipLibCheck: true } });

/** What both engines must print of a program: its messages with its own positions, outputs, counts and exit code. */
interface Result {
  code: number;
  outputs: string | undefined;
  diagnostics: string[];
  counts: string[];
}

async function run(engine: Engine, files: Files): Promise<Result> {
  return inStack(
    engine,
    { "Pulumi.yaml": "index.ts" in files ? `${NODEJS}main: index.ts\n` : NODEJS, ...files },
    {},
    async (command) => {
      const { code, stdout, stderr } = await command(["up", "--skip-preview"]);
      expect(stderr).toBe("");
      return {
        code,
        outputs: outputs(stdout),
        diagnostics: diagnosticsOf(stdout),
        counts: stdout.split("\n").filter((line) => /^ {4}[+ ]*\d+ (created|unchanged|errored)/.test(line)),
      };
    },
  );
}

/**
 * The lines of the section of diagnostics without colours, and without what names the engines' own modules. The line about the
 * program's exit is the last one: the official CLI reports the exit without waiting for the rest of the program's output.
 */
function diagnosticsOf(stdout: string): string[] {
  const section = /^Diagnostics:\n([^]*?)^(?:Outputs|Resources|Policies|Duration):/m.exec(stdout)?.[1] ?? "";
  const lines = section
    .replace(/\u001b\[\d+m/g, "")
    .split("\n")
    .map((line) => line.trim().replace(/,$/, ""))
    .filter((line) => line !== "" && (!/^at /.test(line) || line.includes("ROOT/project/")))
    .filter((line) => !/node_modules|noop\.js|PromiseRejectionHandledWarning|--trace-warnings/.test(line));
  const isExit = (line: string) => /Program exited with non-zero exit code/.test(line);
  return [...lines.filter((line) => !isExit(line)), ...lines.filter(isExit)];
}

const compare = (files: Files) => both((engine) => run(engine, files));

describe("starts", () => {
  const answer = (type = "") => `export const a${type} = 1;\n`;
  test.each<[string, Files]>([
    [
      "an ES module that exports of package.json name",
      { "package.json": `{"type":"module","exports":{".":"./src/main.js"}}`, "src/main.js": answer() },
    ],
    [
      "a TypeScript program that main of the package.json above names",
      {
        "Pulumi.yaml": `${NODEJS}main: inner\n`,
        "package.json": `{"main":"inner/src/main.ts"}`,
        "tsconfig.json": TSCONFIG,
        "inner/src/main.ts": answer(": number"),
      },
    ],
    [
      "a program below a package.json without main",
      {
        "Pulumi.yaml": `${NODEJS}main: inner\n`,
        "package.json": `{"name":"above"}`,
        "inner/index.js": "exports.a = 1;",
      },
    ],
    [
      "a TypeScript program below a package.json without main",
      {
        "Pulumi.yaml": `${NODEJS}main: inner\n`,
        "package.json": `{"name":"above"}`,
        "tsconfig.json": TSCONFIG,
        "inner/index.ts": answer(": number"),
      },
    ],
    [
      "a program whose folder above has a package.json",
      { "Pulumi.yaml": NODEJS, "../package.json": `{"main":"nothing.js"}`, "index.js": "exports.a = 1;" },
    ],
    [
      "main of Pulumi.yaml, a file",
      {
        "Pulumi.yaml": `${NODEJS}main: src/other.js\n`,
        "package.json": `{"main":"index.js"}`,
        "src/other.js": "exports.a = 1;",
      },
    ],
    [
      "a program beside a JSON file with the name of its folder",
      { "../project.json": "not JSON", "index.js": "exports.a = 1;" },
    ],
    [
      "a TypeScript program with wrong types that tsconfig.json does not check",
      {
        "tsconfig.json": JSON.stringify({
          ...JSON.parse(TSCONFIG),
          compilerOptions: { noCheck: true, types: [] },
        }),
        "index.ts": `export const a: number = "1";\n`,
        "Pulumi.yaml": `${NODEJS}main: index.ts\n`,
      },
    ],
    [
      "a function that returns the outputs later",
      { "index.js": "module.exports = async () => { await new Promise(setImmediate); return { a: 1 }; };" },
    ],
    [
      "a program with an undefined output",
      {
        "index.js":
          "exports.a = 1; exports.b = undefined; exports.c = [undefined, null]; exports.d = { e: undefined };",
      },
    ],
    [
      "a program with null outputs",
      { "index.js": "exports.a = 1; exports.n = null; exports.o = { n: null, m: [null, 1] };" },
    ],
    [
      "a program whose outputs are not JSON numbers",
      { "index.js": "exports.a = 1; exports.i = Infinity; exports.j = [-Infinity]; exports.n = { o: NaN };" },
    ],
    [
      "a program that works before it exits",
      {
        "index.js": `
          let left = 3;
          process.on("beforeExit", () => { if (left-- > 0) setTimeout(() => console.log("left", left), 10); });
          exports.a = 1;
        `,
      },
    ],
    [
      "a program that exits with success",
      { "index.js": `exports.a = 1; process.once("beforeExit", () => process.exit(0));` },
    ],
  ])("%s", async (_, files) => {
    const { official, embedded } = await compare(files);
    expect(official.code).toBe(0);
    expect(embedded).toEqual(official);
  });
});

describe("reports the failure of", () => {
  const lines = (...text: string[]) => text.join("\n");
  test.each<[string, Files, RegExp]>([
    ["a syntax error", { "index.js": "\nconst a = ;\n" }, /SyntaxError: Unexpected token ';'/],
    [
      "a syntax error in a module of the program",
      { "index.js": `require("./other");`, "other.js": "\n\n)(" },
      /SyntaxError/,
    ],
    [
      "a syntax error in an ES module",
      { "package.json": `{"type":"module"}`, "index.js": "\nconst a = ;\n" },
      /SyntaxError/,
    ],
    ["a missing module", { "index.js": `require("./none");` }, /Cannot find module '.\/none'/],
    [
      "TypeScript with wrong types, twice",
      {
        "tsconfig.json": TSCONFIG,
        "index.ts": lines(`export const a: number = "1";`, `export const b: string = 2;`),
      },
      /index\.ts\(1,14\): error TS2322/,
    ],
    [
      "TypeScript with a syntax error",
      { "tsconfig.json": TSCONFIG, "index.ts": lines("", "export const a: number = ;") },
      /index\.ts\(2,26\): error TS1109/,
    ],
    [
      "a TypeScript program that throws, with the positions of its sources",
      {
        "tsconfig.json": TSCONFIG,
        "index.ts": lines(
          "interface Unused {",
          "  a: number;",
          "}",
          "function fail(_: Unused): never {",
          `  throw new Error("boom");`,
          "}",
          "export const a = fail({ a: 1 });",
        ),
      },
      /index\.ts:5:9\)/,
    ],
    [
      "a compiled program with a source map that throws",
      {
        "index.js": lines(
          `function fail() { throw new Error("boom"); }`,
          "fail();",
          "//# sourceMappingURL=index.js.map",
        ),
        // The first line of index.js is the third one of source.ts.
        "index.js.map": JSON.stringify({
          version: 3,
          file: "index.js",
          sources: ["source.ts"],
          names: [],
          mappings: "AAEA;AAIA",
        }),
        "source.ts": lines(
          "",
          "",
          "function fail(): never { throw new Error('boom'); }",
          "",
          "",
          "",
          "fail();",
        ),
      },
      /Error: boom/,
    ],
    ["an exit with an error", { "index.js": "process.exit(1);" }, /non-zero exit code: 1/],
    [
      "a later exit with an error",
      { "index.js": "setTimeout(() => process.exit(9), 100);" },
      /non-zero exit code: 9/,
    ],
    ["an exit code that is set", { "index.js": "process.exitCode = 5;" }, /non-zero exit code: 5/],
    [
      "an exit with an error in a listener",
      { "index.js": `process.on("exit", () => { process.exitCode = 7; });` },
      /non-zero exit code: 7/,
    ],
    ["a rejected promise", { "index.js": `Promise.reject(new Error("rejected"));` }, /rejected/],
    [
      "a promise that is rejected with a text",
      { "index.js": `Promise.reject("only a text");` },
      /only a text/,
    ],
    [
      "a promise that is rejected with an object",
      { "index.js": "Promise.reject({ message: 'of an object' });" },
      /of an object/,
    ],
    [
      "an exported promise that is rejected",
      { "index.js": `exports.a = Promise.reject(new Error("rejected"));` },
      /rejected/,
    ],
    ["a thrown text", { "index.js": `throw "only a text";` }, /only a text/],
    [
      "an error of the program's own words",
      { "index.js": `throw new (require("@pulumi/pulumi").RunError)("in own words");` },
      /in own words/,
    ],
    ["a logged error", { "index.js": `require("@pulumi/pulumi").log.error("logged\\ntwice");` }, /logged/],
    [
      "an error with a cause",
      { "index.js": `throw new Error("outer", { cause: new Error("inner") });` },
      /outer/,
    ],
    [
      "two resources that need each other",
      {
        "index.js": `
          const pulumi = require("@pulumi/pulumi");
          class Thing extends pulumi.CustomResource {
            constructor(name, value, opts) { super("conf:index:Thing", name, { value }, opts); }
          }
          let resolve;
          const later = new Promise((done) => { resolve = done; });
          const a = new Thing("a", pulumi.output(later).apply((b) => b.id));
          resolve(new Thing("b", a.id));
        `,
      },
      /non-zero exit code: 1/,
    ],
  ])("%s", async (_, files, message) => {
    const { official, embedded } = await compare(files);
    expect(official.diagnostics.join("\n")).toMatch(message);
    expect(embedded).toEqual(official);
  });
});
