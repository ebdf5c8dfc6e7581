import fc from "fast-check";
import { Secret, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import { checkProviderConfig } from "../config";
import { containerFields } from "../container/fields";
import { checkFields } from "./checkFields";

const MUST_BE_LIST = "is [secret]; it must be a list";

test.each<[string, PropertyMap, string, string]>([
  ["a secret", { envs: new Secret("PASSWORD=hush") }, "envs", MUST_BE_LIST],
  ["a value with a secret in it", { envs: { a: new Secret("hush") } }, "envs", MUST_BE_LIST],
  ["an entry of a secret", { envs: new Secret([1]) }, "envs[0]", "is [secret]; it must be a string"],
  [
    "a field of a secret",
    { healthcheck: new Secret({ interval: "hush", tests: ["a"] }) },
    "healthcheck.interval",
    "is [secret]; it must be a duration such as 30s",
  ],
  ["a value without a secret", { envs: "A=1" }, "envs", 'is "A=1"; it must be a list'],
])("shows %s", (_, inputs, property, reason) => {
  expect(checkFields({ image: "i", name: "n", ...inputs }, containerFields)).toEqual([
    { property, reason: expect.stringContaining(reason) },
  ]);
});

test("accepts valid secrets, and misses secrets without a value", () => {
  const image = new Secret("i");
  expect(checkFields({ image, name: "n", envs: new Secret(["A=1"]) }, containerFields)).toEqual([]);
  expect(checkFields({ image: new Secret(null), name: "n" }, containerFields)).toEqual([
    { property: "image", reason: "is missing" },
  ]);
});

test("no reason contains the text of a secret", () => {
  const HUSH = "hush-7f3a";
  const hushed = fc.letrec<{ value: PropertyValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<PropertyValue>(HUSH, `A=${HUSH}`, JSON.stringify({ address: 1, password: HUSH })),
      fc.array(tie("value"), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom("a", "address", "interval", "internal"), tie("value"), { maxKeys: 2 }),
    ),
  })).value;
  const marked = hushed.map((value) => new Secret(value));
  const inputs = fc.dictionary(
    fc.constantFrom(...Object.keys(containerFields), "unknown"),
    fc.oneof(
      marked,
      fc.array(marked),
      marked.map((value) => ({ a: value })),
    ),
  );
  const args = fc.record(
    { host: marked, context: marked, sshOpts: marked, registryAuth: hushed, keyMaterial: hushed },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(inputs, args, (given, configured) => {
      const failures = [...checkFields(given, containerFields), ...checkProviderConfig(configured)];
      for (const { reason } of failures) expect(reason).not.toContain(HUSH);
    }),
  );
});
