import fc from "fast-check";
import type { PropertyMap } from "../../../protocol/values";
import { importedInputs, liveInputs } from "./liveInputs";

const leaf = fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.boolean());
const object = fc.letrec<{ value: PropertyMap[string]; map: PropertyMap }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(leaf, { maxLength: 3 }), tie("map")),
  map: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), {
    noNullPrototype: true,
  }) as fc.Arbitrary<PropertyMap>,
})).map;

test("without drift the inputs stay unchanged, however the server stores them", () => {
  fc.assert(
    fc.property(object, object, (inputs, live) => expect(liveInputs(inputs, live, live)).toEqual(inputs)),
  );
});

test("an object that equals the inputs returns the inputs", () => {
  fc.assert(
    fc.property(object, object, (inputs, recorded) =>
      expect(liveInputs(inputs, recorded, inputs)).toEqual(inputs),
    ),
  );
});

const inputs = { spec: { replicas: 2, cpu: "0.1", list: [{ name: "a", value: "1" }] } };
const recorded = {
  spec: { replicas: 2, cpu: "100m", strategy: "x", list: [{ name: "a", value: "1", mode: "rw" }] },
  status: {},
};

test.each<[string, PropertyMap, PropertyMap]>([
  ["a changed value", { spec: { ...recorded.spec, replicas: 5 } }, { spec: { ...inputs.spec, replicas: 5 } }],
  [
    "a removed value",
    { spec: { ...recorded.spec, replicas: undefined! } },
    { spec: { cpu: "0.1", list: inputs.spec.list } },
  ],
  ["no field outside the inputs", { spec: { ...recorded.spec, strategy: "y" } }, inputs],
  [
    "a changed value in a list",
    { spec: { ...recorded.spec, list: [{ name: "a", value: "2", mode: "rw" }] } },
    { spec: { ...inputs.spec, list: [{ name: "a", value: "2" }] } },
  ],
  [
    "an added element",
    { spec: { ...recorded.spec, list: [...recorded.spec.list, { name: "b", value: "3" }] } },
    {
      spec: {
        ...inputs.spec,
        list: [
          { name: "a", value: "1" },
          { name: "b", value: "3" },
        ],
      },
    },
  ],
])("detects drift: %s", (_, live, wanted) => {
  expect(liveInputs(inputs, recorded, live)).toEqual(wanted);
});

test("an import omits fields that only the server writes", () => {
  const live = {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "web",
      namespace: "n",
      uid: "u",
      resourceVersion: "7",
      managedFields: [],
      creationTimestamp: "t",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}", own: "x" },
      labels: { a: "b" },
    },
    spec: { type: "ClusterIP" },
    status: {},
  };
  const copy = structuredClone(live);
  const identity = { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "n" } };
  expect(importedInputs(live, identity)).toEqual({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "n", labels: { a: "b" }, annotations: { own: "x" } },
    spec: { type: "ClusterIP" },
  });
  expect(live).toEqual(copy);
});

test("an import of a custom resource has its type and name only", () => {
  const identity = { apiVersion: "rec.example.com/v1", kind: "RouteRule", metadata: { name: "r" } };
  expect(importedInputs({ ...identity, spec: { precedence: 1 } }, identity)).toEqual(identity);
});
