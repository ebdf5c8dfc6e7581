import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { both, inStack } from "./both";
import type { Comparable } from "./compare";
import { perform, type Step } from "./sequence";
import { type Engine, officialCli } from "./stack";

/* Stack `dev` refers to stack `base` of the same project. */
beforeAll(async () => void (await officialCli()));

const base = (exports: string): Pick<Step, "files"> => ({
  files: { "index.js": `const { secret } = require("@pulumi/pulumi");\nmodule.exports = ${exports};\n` },
});
const consumer = (reference: string): Pick<Step, "files"> => ({
  files: {
    "index.js": `
const pulumi = require("@pulumi/pulumi");
const base = new pulumi.StackReference(${reference});
exports.plain = base.getOutput("plain");
exports.map = base.requireOutput("map");
exports.hidden = base.getOutput("hidden");
exports.partly = base.getOutput("partly");
exports.missing = base.getOutput("missing").apply((value) => String(value));
exports.details = base.getOutputDetails("hidden");
`,
  },
});
const UP_BASE = ["up", "-s", "base", "--skip-preview"];
const FULL = consumer(`"organization/conf/base"`);

const steps: (Omit<Step, "resources"> & { before?: (backend: string) => void })[] = [
  { what: "a reference to a stack without updates", command: ["up", "--skip-preview"], ...FULL },
  {
    what: "the other stack is updated",
    command: UP_BASE,
    ...base(
      `{ plain: 1, map: { list: [1, "x"] }, hidden: secret("sesame"), partly: { open: 1, inner: secret("b") } }`,
    ),
  },
  { what: "a preview with the reference", command: ["preview"], ...FULL },
  { what: "an update with the reference", ...FULL },
  { what: "an update without a change", ...FULL },
  {
    what: "outputs of the other stack change",
    command: UP_BASE,
    ...base(`{ plain: "two", hidden: secret({ a: 1 }), map: null }`),
  },
  { what: "a refresh reads the new outputs", command: ["refresh", "--yes", "--skip-preview"], ...FULL },
  { what: "an update uses the new outputs", ...FULL },
  { what: "a short name, given as an argument", ...consumer(`"other", { name: "base" }`) },
  {
    what: "a secret that cannot be decrypted is an empty object",
    ...FULL,
    before: (backend) => {
      const file = join(backend, ".pulumi", "stacks", "conf", "base.json");
      const text = readFileSync(file, "utf8");
      writeFileSync(
        file,
        text.replace(/("ciphertext": ?")[^"]+/g, "$1v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAA"),
      );
    },
  },
  { what: "a reference to an unknown stack", ...consumer(`"organization/conf/absent"`) },
  { what: "a reference to another organization", ...consumer(`"other/conf/base"`) },
  { what: "a destroy leaves the other stack", command: ["destroy", "--yes", "--skip-preview"], ...FULL },
];

let results: Record<Engine, Comparable[]>;
beforeAll(async () => {
  const run = (engine: Engine) =>
    inStack(engine, {}, {}, async (command, stack) => {
      await command(["stack", "init", "base", "--no-select"]);
      const found: Comparable[] = [];
      for (const { before, ...step } of steps) {
        before?.(join(stack.root, "backend"));
        found.push(await perform(stack, engine, { resources: [], ...step }));
      }
      return found;
    });
  results = await both(run, "a sequence with StackReferences");
});

test.each(steps.map(({ what }, i) => ({ what, i })))("$what", ({ i }) => {
  expect(results.embedded[i]).toEqual(results.official[i]);
});

test("all commands succeed, except those whose stack does not exist", () => {
  const failing = steps.filter((_, i) => results.embedded[i]!.code !== 0).map(({ what }) => what);
  expect(failing).toEqual([
    "a reference to a stack without updates",
    "a reference to an unknown stack",
    "a reference to another organization",
  ]);
});

test("the outputs of the other stack become those of the stack", () => {
  const state = results.embedded[3]!.state as { resources: { type: string; outputs?: unknown }[] };
  expect(state.resources.find(({ type }) => type === "pulumi:pulumi:Stack")!.outputs).toMatchObject({
    plain: 1,
    map: { list: [1, "x"] },
    hidden: { secret: "sesame" },
    missing: "undefined",
  });
});
