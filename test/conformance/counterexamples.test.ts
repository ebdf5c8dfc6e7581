import { both } from "./both";
import type { Comparable } from "./compare";
import { performAll } from "./sequence";
import type { Engine, Resource } from "./stack";

/*
 * Cases in which the engines once differed, most of them found by `sequences`. A case is a graph of resources that changes
 * from step to step; the cases of a table run at once, as independent graphs of one stack.
 */
type Case = Resource[][];

const UP = ["up", "--skip-preview", "--continue-on-error"];
const DESTROY = ["destroy", "--skip-preview", "--target", "**target", "--target-dependents"];

const thing = (
  name: string,
  inputs: Record<string, unknown> = {},
  opts: Record<string, unknown> = {},
): Resource => ({ name, inputs: { value: 1, ...inputs }, opts });
const twice = (resources: Resource[]): Case => [resources, resources];
const id = (name: string) => ({ $out: [name, "id"] });
const ref = (name: string) => ({ $ref: name });
const earlier = (...names: string[]) => ({ aliases: names.map((name) => ({ name })) });

/** The resources with their names, and the references to them, in a case's name space. */
function within(prefix: string, resources: Resource[]): Resource[] {
  const names = new Set(resources.map(({ name }) => name));
  const qualify = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(qualify);
    if (typeof value !== "object" || value === null) return value;
    const { $ref, $out } = value as { $ref?: string; $out?: [string, string] };
    if ($ref !== undefined && names.has($ref)) return { $ref: `${prefix}${$ref}` };
    if ($out !== undefined) return { $out: [`${prefix}${$out[0]}`, $out[1]] };
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        key === "name" ? `${prefix}${String(each)}` : qualify(each),
      ]),
    );
  };
  return resources.map((resource) => ({ ...(qualify(resource) as Resource), chain: prefix }));
}

/** The entries of an outcome that name resources of one case. */
const partOf = ({ calls, steps, state, ...rest }: Comparable, prefix: string) => {
  const isPart = (entry: unknown) => JSON.stringify(entry).includes(`::${prefix}`);
  const parts = (record: Record<string, unknown>) => Object.entries(record).filter(isPart);
  return {
    calls: parts(calls),
    steps: parts(steps),
    resources: (state as { resources: unknown[] }).resources.filter(isPart),
    diagnostics: rest.diagnostics.filter(isPart),
    misplaced: rest.misplaced.filter(isPart),
  };
};

/** Tests that both engines do the same in each step of each case. */
function compareCases(commands: string[][], cases: Record<string, Case>): void {
  const prefixed = Object.entries(cases).map(([name, steps], i) => ({ name, steps, prefix: `c${i}-` }));
  const all = commands.map((command, step) => ({
    what: String(step),
    command,
    resources: prefixed.flatMap(({ steps, prefix }) => within(prefix, steps[step] ?? [])),
  }));
  let results: Record<Engine, Comparable[]>;
  beforeAll(async () => {
    results = await both((engine) => performAll(engine, all), all);
  });

  test.each(prefixed)("$name", ({ prefix }) => {
    const of = (outcome: Comparable) => partOf(outcome, prefix);
    expect(results.embedded.map(of)).toEqual(results.official.map(of));
  });
  test("exit codes and summaries", () => {
    const of = ({ code, stderr, changes }: Comparable) => ({ code, stderr, changes });
    expect(results.embedded.map(of)).toEqual(results.official.map(of));
  });
}

describe("in three updates", () => {
  compareCases([UP, UP, UP], {
    "replaces a resource with the one that it is deleted with": [
      [thing("a"), thing("b", {}, { deletedWith: ref("a") })],
      [thing("a", { key: "1" }), thing("b", {}, { deletedWith: ref("a") })],
      [],
    ],
    "deletes a resource with the one that it is deleted with, before the replacement": [
      [thing("a"), thing("b", {}, { deletedWith: ref("a") }), thing("c", { used: id("b") })],
      [
        thing("a", { key: "1" }, { deleteBeforeReplace: true }),
        thing("b", {}, { deletedWith: ref("a") }),
        thing("c", { used: id("b") }),
      ],
    ],
    "deletes first what replaceOnChanges replaces": [
      [thing("a"), thing("b", { used: id("a") }, { replaceOnChanges: ["used"] })],
      [
        thing("a", { key: "1" }, { deleteBeforeReplace: true }),
        thing("b", { used: id("a") }, { replaceOnChanges: ["used"] }),
      ],
    ],
    "deletes first what replaceOnChanges replaces, unless ignoreChanges names the input": [
      [thing("a"), thing("b", { used: id("a") }, { replaceOnChanges: ["*"], ignoreChanges: ["used"] })],
      [
        thing("a", { key: "1" }, { deleteBeforeReplace: true }),
        thing("b", { used: id("a") }, { replaceOnChanges: ["*"], ignoreChanges: ["used"] }),
      ],
    ],
    "replaces a renamed resource that was deleted because of a replacement": [
      [thing("a"), thing("b", { used: id("a") }, { replaceOnChanges: ["used"] })],
      [
        thing("a", { key: "1" }, { deleteBeforeReplace: true }),
        thing("bx", { used: id("a") }, { replaceOnChanges: ["used"], ...earlier("b") }),
      ],
    ],
    "updates a resource although ignoreChanges names what was added or removed": [
      [thing("a", { used: { x: 1 } })],
      [thing("a", { value: 2, used: 1 }, { ignoreChanges: ["value.x", "used.x"] })],
      [thing("a", { value: 3, used: { y: 1 } }, { ignoreChanges: ["value", "used.y", "used.x.z"] })],
    ],
    "renames the references to a renamed resource, and the children of a renamed component": [
      [
        { name: "box", kind: "component" },
        thing("a"),
        thing("b", { used: id("a") }, { protect: true, parent: ref("box") }),
      ],
      [{ name: "boxx", kind: "component", opts: earlier("box") }, thing("ax", {}, earlier("a"))],
    ],
    "keeps what a failed resource needs, and deletes an earlier original of it": [
      [thing("a", { fail: ["delete"] }), thing("b", { used: id("a") })],
      [thing("a", { key: "1" }), thing("b", { used: id("a") })],
      [thing("a", { key: "2" }), thing("b", { used: id("a"), value: 2, fail: ["update"] })],
    ],
  });
});

describe("in a refresh between two updates", () => {
  compareCases([UP, UP, ["refresh", "--skip-preview"], UP], {
    "keeps the dependency on a replaced original whose replacement does not exist": [
      [thing("a", { fail: ["delete"] }), thing("b", { used: id("a") })],
      [thing("a", { key: "1", gone: true }), thing("b", { used: id("a") })],
      [],
      [thing("b")],
    ],
    "drops the dependency on a resource that does not exist": twice([
      thing("a", { gone: true }),
      thing("b", { used: id("a") }, { dependsOn: [ref("a")], deletedWith: ref("a") }),
    ]),
    "drops a parent that does not exist": twice([
      thing("a", { gone: true }),
      thing("b", {}, { parent: ref("a") }),
    ]),
    "empties the dependencies of providers": twice([
      { name: "p", kind: "provider", inputs: { region: "x" } },
      thing("a", {}, { provider: ref("p") }),
    ]),
    "reads all other resources when one read fails": twice([
      thing("a", { fail: ["read"] }),
      thing("b", { drifted: 7 }),
      thing("c", { gone: true }),
    ]),
  });
});

describe("with targets", () => {
  const target = ["--target", "**target"];
  compareCases(
    [
      UP,
      [...UP, ...target],
      ["refresh", "--skip-preview", ...target, "--target-dependents"],
      ["preview"],
      DESTROY,
    ],
    {
      "keeps what is not targeted, and what it depends on": [
        [thing("target"), thing("a"), thing("b", { used: id("a") }), thing("c", { used: id("b") })],
        [thing("target", { value: 2 }), thing("c", { value: 2 }), thing("d")],
      ],
      "reads dependents of a target in a refresh": twice([
        thing("target"),
        thing("a", { used: id("target"), drifted: 7 }),
        thing("b", { used: id("a"), drifted: 7 }),
      ]),
      "deletes the dependents of a target": twice([
        thing("target"),
        thing("a", { used: id("target") }, { replaceOnChanges: ["*"] }),
        thing("b", { used: id("a") }, { deletedWith: ref("a") }),
        thing("c", { used: id("b") }),
        thing("d"),
      ]),
      "shows deletions in a preview that reports a protected replacement": [
        [thing("a", {}, { protect: true }), thing("b")],
        [thing("a", {}, { protect: true }), thing("b")],
        [],
        [thing("a", { key: "1" }, { protect: true })],
      ],
    },
  );
});
