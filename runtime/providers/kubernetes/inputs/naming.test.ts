import fc from "fast-check";
import { UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { nameOf } from "../../../../lib/clients/kubernetes/object";
import { adoptOldName, assignName } from "./naming";

const seed = fc.uint8Array({ minLength: 1, maxLength: 32 });
const base = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/);
const named = (object: PropertyMap, name: string, randomSeed: Uint8Array) => {
  assignName(object, name, { randomSeed });
  return object;
};

test("names an unnamed object after its resource, with a hyphen and eight hexadecimal digits, and marks it", () => {
  fc.assert(
    fc.property(base, seed, (name, randomSeed) => {
      const { metadata } = named({}, name, randomSeed) as { metadata: PropertyMap };
      expect(metadata.name).toMatch(/-[0-9a-f]{8}$/);
      expect((metadata.name as string).startsWith(`${name}-`)).toBe(true);
      expect(metadata.annotations).toEqual({ "pulumi.com/autonamed": "true" });
    }),
  );
});

test("the same seed returns the same name in a preview and its update", () => {
  fc.assert(
    fc.property(base, seed, (name, randomSeed) => {
      expect(named({}, name, randomSeed)).toEqual(named({}, name, randomSeed));
    }),
  );
});

test("two resources with the same seed get different suffixes", () => {
  const suffix = (name: string) =>
    ((named({}, name, new Uint8Array(8)).metadata as PropertyMap).name as string).slice(-8);
  expect(suffix("one")).not.toBe(suffix("two"));
});

test("shortens a long name to a valid Kubernetes name", () => {
  const { metadata } = named({}, "x".repeat(400), new Uint8Array(8)) as { metadata: PropertyMap };
  expect(metadata.name).toHaveLength(253);
});

test("a generated name survives a prefix that is added; a new object with a prefix gets its name from the server", () => {
  const object: PropertyMap = { metadata: { generateName: "mine-" } };
  assignName(object, "other", { randomSeed: new Uint8Array(8) });
  expect(object).toEqual({ metadata: { generateName: "mine-" } });
  adoptOldName(object, { metadata: { name: "old", annotations: { "pulumi.com/autonamed": "true" } } });
  expect(object).toEqual({
    metadata: { generateName: "mine-", name: "old", annotations: { "pulumi.com/autonamed": "true" } },
  });
});

test.each<[string, PropertyMap]>([
  ["a name", { metadata: { name: "mine" } }],
  ["an unknown name", { metadata: { name: UNKNOWN } }],
  ["unknown metadata", { metadata: UNKNOWN }],
])("an object with %s keeps it", (_, object) => {
  const before = { ...object };
  assignName(object, "other", { randomSeed: new Uint8Array(8) });
  adoptOldName(object, { metadata: { name: "old", annotations: { "pulumi.com/autonamed": "true" } } });
  expect(object).toEqual(before);
});

test("later runs keep a generated name, but not a chosen one", () => {
  const old = { metadata: { name: "old-12345678", annotations: { "pulumi.com/autonamed": "true" } } };
  const object: PropertyMap = { metadata: { labels: { a: "b" } } };
  adoptOldName(object, old);
  expect(object).toEqual({
    metadata: { labels: { a: "b" }, name: "old-12345678", annotations: { "pulumi.com/autonamed": "true" } },
  });
  const other: PropertyMap = {};
  adoptOldName(other, { metadata: { name: "chosen" } });
  expect(other).toEqual({});
});

test("uses the name that the stack's autonaming proposes or enforces, and marks it", () => {
  for (const mode of ["propose", "enforce"] as const) {
    const object: PropertyMap = {};
    assignName(object, "other", {
      randomSeed: new Uint8Array(8),
      autonaming: { proposedName: "Mine_1", mode },
    });
    expect(object).toEqual({
      metadata: { name: "Mine_1", annotations: { "pulumi.com/autonamed": "true" } },
    });
  }
});

test("requires a name when autonaming is disabled, unless an earlier run generated one", () => {
  const naming = {
    randomSeed: new Uint8Array(8),
    autonaming: { proposedName: "", mode: "disable" as const },
  };
  expect(() => assignName({}, "other", naming)).toThrow(
    "autonaming is disabled, resource requires the .metadata.name field to be set",
  );
  const object: PropertyMap = {};
  adoptOldName(object, { metadata: { name: "old", annotations: { "pulumi.com/autonamed": "true" } } });
  assignName(object, "other", naming);
  expect(nameOf(object)).toBe("old");
});
