import { z } from "zod";
import type { PropertyValue } from "../../protocol/values";
import { type AnyType, diff, update } from "./dispatch";

const items = z.array(z.custom<PropertyValue>());
const type = {
  type: "test:index:Lists",
  description: "Two lists.",
  inputs: z.object({ set: items, list: items }) as unknown as AnyType["inputs"],
  outputs: {},
  sets: ["set"],
  idOf: () => "id",
  create: async () => ({}),
} satisfies AnyType;

/** The inputs that differ after a change of one of the lists. */
async function changed(name: "set" | "list", before: PropertyValue[], after: PropertyValue[]) {
  const olds = { set: [], list: [], [name]: before };
  const context = { urn: "urn", log: () => undefined, resolve: (path: string) => path } as never;
  const request = {
    type: type.type,
    name: "lists",
    urn: "urn",
    id: "id",
    oldInputs: olds,
    oldOutputs: olds,
    ignoreChanges: [],
  };
  return (await diff(type, { ...request, news: { ...olds, [name]: after } }, context)).diffs;
}

test.each<
  [what: string, name: "set" | "list", before: PropertyValue[], after: PropertyValue[], diffs: string[]]
>([
  ["no change for another order of a set", "set", [{ a: 1 }, { b: 2 }], [{ b: 2 }, { a: 1 }], []],
  ["a change for another order of a list", "list", ["a", "b"], ["b", "a"], ["list"]],
  ["a change for a new item of a set", "set", ["a"], ["a", "b"], ["set"]],
  ["a change for a missing item of a set", "set", ["a", "b"], ["b"], ["set"]],
  ["a change for another item of a set", "set", [{ a: 1 }, "b"], ["b", { a: 2 }], ["set"]],
  ["a change for an item that a set contains more often", "set", ["a", "a", "b"], ["b", "b", "a"], ["set"]],
])("reports %s", async (_, name, before, after, diffs) => {
  expect(await changed(name, before, after)).toEqual(diffs);
});

test("an update of a state that violates the schema receives the defaults of missing inputs", async () => {
  const seen: unknown[] = [];
  const older: AnyType = {
    ...type,
    inputs: z.strictObject({ list: items.default([1]), size: z.number() }) as unknown as AnyType["inputs"],
    update: async ({ inputs }) => {
      seen.push(inputs);
      return {};
    },
  };
  await update(
    older,
    {
      type: type.type,
      name: "lists",
      urn: "urn",
      id: "id",
      oldInputs: { size: 2, removed: "x" },
      oldOutputs: {},
      news: { size: 3 },
      ignoreChanges: [],
      timeout: 0,
      preview: false,
    },
    { urn: "urn" } as never,
  );
  expect(seen).toEqual([{ list: [1], size: 2, removed: "x" }]);
});
