import type { PropertyMap } from "./values";
import { differences, isIgnored, propertyDiff, topLevel, type Change } from "./propertyDiff";

test.each<[string, PropertyMap, PropertyMap, [string, Change][]]>([
  ["nothing", { a: { b: [1] } }, { a: { b: [1] } }, []],
  ["an order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ["a value", { a: { b: 1 } }, { a: { b: 2 } }, [["a.b", "update"]]],
  [
    "a key more and one less",
    { a: { b: 1 } },
    { a: { c: 1 } },
    [
      ["a.b", "delete"],
      ["a.c", "add"],
    ],
  ],
  ["a map more, as a whole", {}, { a: { b: { c: 1 } } }, [["a", "add"]]],
  ["an element", { a: [{ v: 1 }, { v: 2 }] }, { a: [{ v: 1 }, { v: 3 }] }, [["a[1].v", "update"]]],
  ["an element more", { a: [1] }, { a: [1, 2] }, [["a[1]", "add"]]],
  ["a removed element", { a: [1, 2] }, { a: [1] }, [["a[1]", "delete"]]],
  ["another type", { a: { b: 1 } }, { a: [1] }, [["a", "update"]]],
  ["a key with dots", { a: { "x.y/z": "1" } }, { a: { "x.y/z": "2" } }, [['a["x.y/z"]', "update"]]],
])("finds %s", (_, olds, news, wanted) => {
  expect([...differences(olds, news)]).toEqual(wanted);
});

test("converts a change to the form of the protocol", () => {
  expect(propertyDiff("delete", true)).toEqual({ kind: "delete-replace", inputDiff: true });
  expect(propertyDiff("add", false)).toEqual({ kind: "add", inputDiff: false });
  expect(topLevel("spec.ports[0].nodePort")).toBe("spec");
});

test.each<[string, string[], boolean]>([
  ["spec.replicas", ["spec.replicas"], true],
  ["spec.replicas", ["spec"], true],
  ["spec", ["spec.replicas"], false],
  ["spec.containers[1].image", ["spec.containers[*].image"], true],
  ["spec.containers[1].image", ["spec.containers[0].image"], false],
  ['metadata.annotations["a.b/c"]', ['metadata.annotations["a.b/c"]'], true],
  ['metadata.annotations["a.b/c"]', ["metadata.annotations.*"], true],
])("%s is ignored by %j: %s", (path, ignored, wanted) => {
  expect(isIgnored(path, ignored)).toBe(wanted);
});
