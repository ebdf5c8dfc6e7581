import fc from "fast-check";
import {
  containsSecrets,
  containsUnknowns,
  mapValue,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  toOutputValues,
  Unknown,
  UNKNOWN,
} from "./values";
import { fromJson, fromStruct, toJson, toStruct } from "./wire";

const key = fc.string().filter((k) => k !== "__proto__");
const { value } = fc.letrec<{ value: PropertyValue; map: PropertyMap }>((tie) => ({
  map: fc.dictionary(key, tie("value"), { noNullPrototype: true }) as fc.Arbitrary<PropertyMap>,
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.string(),
    fc.constant(UNKNOWN),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("map"),
    tie("value").map((v) => new Secret(v)),
    fc
      .tuple(fc.option(tie("value"), { nil: undefined }), fc.boolean(), fc.array(fc.string()))
      .map(([v, secret, deps]) => new OutputValue(v, secret, deps)),
    fc.string().map((urn) => new ResourceReference(urn, "id", "1.2.3")),
  ),
}));

test("values survive a round trip", () => {
  fc.assert(
    fc.property(value, (v) => {
      expect(fromStruct(toStruct({ v }))).toEqual({ v });
    }),
  );
});

test.each<[string, PropertyValue, object, unknown]>([
  ["a secret", new Secret("s"), { keepSecrets: false }, "s"],
  ["an unknown output", new OutputValue(undefined, false, []), { keepOutputValues: false }, toJson(UNKNOWN)],
  ["a secret output", new OutputValue(1, true, ["u"]), { keepOutputValues: false }, toJson(new Secret(1))],
  ["a reference", new ResourceReference("urn:x", "id-1", ""), { keepResources: false }, "id-1"],
  ["a component reference", new ResourceReference("urn:x", undefined, ""), { keepResources: false }, "urn:x"],
])("sends %s as a plain value to a receiver without support", (_, v, options, expected) => {
  expect(toJson(v, options)).toEqual(expected);
});

test("rejects an unknown signature", () => {
  expect(() => fromJson({ "4dabf18193072939515e22adb298388d": "x" })).toThrow(/signature "x"/);
});

test("converts all secrets and unknown values to output values, and nothing else", () => {
  fc.assert(
    fc.property(value, (v) => {
      const outputs = toOutputValues(v);
      expect(containsUnknowns(outputs)).toBe(containsUnknowns(v));
      expect(containsSecrets(outputs)).toBe(containsSecrets(v));
      mapValue(outputs, (special) => {
        expect(special).not.toBeInstanceOf(Secret);
        expect(special).not.toBeInstanceOf(Unknown);
        return null;
      });
    }),
  );
});
