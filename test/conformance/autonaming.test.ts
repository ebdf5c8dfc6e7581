import { writeFiles } from "../engine/programFiles";
import { both, outcome } from "./both";
import { compareSequence, type Step } from "./sequence";
import { ENGINES, type Engine, officialCli, type Resource, Stack } from "./stack";

/* The setting `pulumi:autonaming`, which decides the names of resources that the program does not name. */

const UP = ["up", "--skip-preview"];

/** A project with the setting, and with values for the expressions of patterns. */
const projectWith = (autonaming: unknown): Record<string, string> => ({
  "Pulumi.yaml": JSON.stringify({
    name: "conf",
    runtime: { name: "nodejs", options: { typescript: false } },
    config: {
      plain: { value: "p" },
      map: { value: { inner: [1, "two"] } },
      "pulumi:autonaming": { value: autonaming },
    },
  }),
});

const named = (suffix: string, inputs: Record<string, unknown> = {}): Resource => ({
  name: `the ${suffix}`,
  type: `Named${suffix}`,
  inputs: { value: 1, ...inputs },
});

describe("rules of providers and resource types", () => {
  const pattern =
    "${organization}.${project}.${stack}.${name}.${config.plain}.${config.map.inner[1]}.${config.map}${other}";
  const files = projectWith({
    mode: "disabled",
    providers: {
      conf: {
        mode: "verbatim",
        resources: {
          "conf:index:NamedDefault": { mode: "default" },
          "conf:index:NamedPattern": { pattern },
          "conf:index:NamedEnforced": { pattern: "x-${name}", enforce: true },
          "conf:index:NamedDisabled": { mode: "disabled" },
        },
      },
    },
  });
  const all = (inputs: Record<string, unknown> = {}) => [
    named("Verbatim", inputs),
    named("Default", inputs),
    named("Pattern", inputs),
    named("Enforced", inputs),
    named("Disabled", { ...inputs, name: "given" }),
  ];
  compareSequence([
    { what: "names new resources", resources: all(), files },
    { what: "keeps the names", resources: all({ value: 2 }) },
    { what: "deletes first what is replaced by a resource of the same name", resources: all({ key: "k" }) },
    { what: "shows the same in a preview", command: ["preview"], resources: all({ key: "m" }) },
    {
      what: "reports a missing name when names are required",
      resources: [{ ...named("Disabled"), name: "b" }],
    },
  ]);
});

describe("a rule of all providers", () => {
  const providers: Resource[] = [
    { name: "p", kind: "provider", inputs: { region: "x" } },
    { ...named("A"), opts: { provider: { $ref: "p" } } },
    { name: "box", kind: "component" },
    { ...named("B"), opts: { parent: { $ref: "box" } } },
  ];
  const steps: Step[] = [
    { what: "verbatim", resources: providers, files: projectWith({ mode: "verbatim" }) },
    { what: "default", resources: [...providers, named("C")], files: projectWith({ mode: "default" }) },
    {
      what: "a pattern",
      resources: [...providers, named("C"), named("D")],
      files: projectWith({ pattern: "${name}!" }),
    },
    {
      what: "another rule for another provider",
      resources: [...providers, named("E")],
      files: projectWith({ mode: "verbatim", providers: { aws: { mode: "disabled" } } }),
    },
    { what: "an empty setting", resources: [...providers, named("F")], files: projectWith({}) },
    {
      what: "a destroy, which does not read the setting",
      command: ["destroy", "--skip-preview"],
      resources: [],
      files: projectWith("none"),
    },
  ];
  compareSequence(steps);
});

describe("a provider without support", () => {
  const rules: [string, unknown][] = [
    ["a rule of all providers", { mode: "verbatim" }],
    ["an enforced pattern", { pattern: "x-${name}", enforce: true }],
    ["a rule of the provider", { providers: { conf: { mode: "verbatim" } } }],
    [
      "a rule of the resource type",
      { providers: { conf: { resources: { "conf:index:NamedA": { pattern: "x" } } } } },
    ],
  ];
  compareSequence(
    rules.map(([what, rule], i) => ({
      what,
      resources: [named("A", { key: String(i) })],
      files: projectWith(rule),
    })),
    { CONFORMANCE_UNNAMED: "1" },
  );
});

describe("random parts of a pattern", () => {
  const pattern = "${hex(7)}_${alphanum(30)}_${string(30)}_${num(30)}_${uuid}_${hex(0)}${hex()}${num(-1)}";
  const expected =
    /^[0-9a-f]{7}_[a-z0-9]{30}_[a-z]{30}_[0-9]{30}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_\$\{hex\(\)\}\$\{num\(-1\)\}$/;
  test.each(ENGINES)(
    "the %s engine keeps them, and creates a replacement before it deletes the original",
    async (engine) => {
      await officialCli();
      const stack = await new Stack().init();
      try {
        writeFiles(stack.project, projectWith({ pattern }));
        const first = await nameAfter(stack, engine, {});
        expect(first.name).toMatch(expected);
        expect((await nameAfter(stack, engine, { value: 2 })).name).toBe(first.name);
        const replaced = await nameAfter(stack, engine, { key: "k" });
        expect(replaced.name).toMatch(expected);
        expect(replaced.name).not.toBe(first.name);
        expect(replaced.changes.filter((call) => call !== "check" && call !== "diff")).toEqual([
          "create",
          "delete",
        ]);
      } finally {
        stack.remove();
      }
    },
  );

  async function nameAfter(stack: Stack, engine: Engine, inputs: Record<string, unknown>) {
    stack.write({ resources: [named("A", inputs)] });
    const { code, calls, stderr } = await stack.command(engine, UP);
    expect([code, stderr]).toEqual([0, ""]);
    const { resources } = (await stack.state()) as {
      resources: { type: string; inputs: { name: string } }[];
    };
    const { name } = resources.find(({ type }) => type === "conf:index:NamedA")!.inputs;
    return { name, changes: calls.map(({ call }) => call) };
  }
});

describe("a wrong setting is reported before the program starts:", () => {
  const provider = (rule: unknown) => ({ providers: { aws: rule } });
  const resource = (rule: unknown) => provider({ resources: { "aws:s3/bucket:Bucket": rule } });
  test.each<[string, unknown]>([
    ["a text", "verbatim"],
    ["a number", 5],
    ["a list", ["verbatim"]],
    ["an unknown key", { moode: "verbatim" }],
    ["an unknown key of a provider", provider({ rule: 1 })],
    ["a mode of a wrong type", { mode: 5 }],
    ["a mode that is a map", { mode: { a: 1 } }],
    ["a flag of a wrong type", provider({ pattern: "x", enforce: "yes" })],
    ["a pattern of a wrong type", resource({ pattern: [1] })],
    ["providers of a wrong type", { providers: "aws" }],
    ["a provider of a wrong type", provider("verbatim")],
    ["resource types of a wrong type", provider({ resources: [] })],
    ["a resource type of a wrong type", resource(true)],
    ["an unknown mode", { mode: "Verbatim" }],
    ["an unknown mode of a provider", provider({ mode: "" })],
    ["mode and pattern", { mode: "verbatim", pattern: "x" }],
    ["mode and enforce", provider({ mode: "verbatim", enforce: false })],
    ["enforce without pattern", resource({ enforce: true })],
    ["a resource type without rule", resource({})],
    ["a missing value", { pattern: "${config.none}" }],
    ["a missing part of a value", provider({ pattern: "${config.map.none}-${config.none}" })],
  ])("%s", async (_, setting) => {
    const { official, embedded } = await both((engine) => outcome(engine, projectWith(setting), ["preview"]));
    expect(official).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^error: getting autonaming config: /) as string,
    });
    expect({ ...embedded, stderr: embedded.stderr.trim() }).toEqual({
      ...official,
      stderr: official.stderr.trim(),
    });
  });

  test("a wrong path of a value, in other words", async () => {
    const files = projectWith({ pattern: "${config.map[}" });
    const words = `error: getting autonaming config: failed to resolve root naming config: failed to get config value for key "map[": invalid config key path`;
    const results = await both((engine) => outcome(engine, files, ["preview"]));
    for (const engine of ENGINES)
      expect(results[engine]).toMatchObject({ code: 1, stderr: expect.stringContaining(words) as string });
  });
});
