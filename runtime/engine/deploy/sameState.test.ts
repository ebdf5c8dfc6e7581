import fc from "fast-check";
import { Asset, Secret } from "../../protocol/values";
import { parseCheckpoint } from "../backend/checkpoint";
import { deserializeDeployment } from "../backend/deserialize";
import { CiphertextCache, type SecretsManager } from "../backend/secretsManager";
import { CheckpointSerializer } from "../backend/serialize";
import { emptySnapshot, type ResourceState } from "../model/state";
import { sameState } from "./sameState";

const SECRETS: SecretsManager = {
  state: "v1:c2FsdA==:v1:x:y",
  crypter: { encrypt: (text) => `v1:${text}`, decrypt: (text) => text.slice(3) },
};
const checkpoint = (state: ResourceState): string =>
  new CheckpointSerializer(SECRETS)
    .checkpoint("organization/p/dev", { ...emptySnapshot(), resources: [state] })
    .toString();

const urn = fc.constantFrom("urn:a", "urn:b", "urn:c");
const urns = fc.uniqueArray(urn).map((list) => list.sort());
const text = fc.constantFrom("", "x", "y");
const texts = fc.array(text, { maxLength: 2 });
const flag = fc.boolean();
const value = fc.oneof(
  fc.constantFrom(null, false, "", 0, 1, "v"),
  texts,
  fc.constant({}),
  texts.map((list) => new Secret(list)),
  fc.constantFrom("x", "y").map((hash) => new Asset({ hash, text: "t" })),
);
const properties = fc.dictionary(fc.constantFrom("k", "l"), value, { noNullPrototype: true });
const seconds = fc.constantFrom(0, 1, 2);

/** All fields of a state. */
const FIELDS: { [Field in keyof Required<ResourceState>]: fc.Arbitrary<ResourceState[Field]> } = {
  urn,
  type: fc.constantFrom("m:i:T", "m:i:U"),
  custom: flag,
  delete: flag,
  id: text,
  inputs: properties,
  outputs: properties,
  parent: urn,
  protect: flag,
  taint: flag,
  external: flag,
  dependencies: urns,
  initErrors: texts,
  provider: text,
  propertyDependencies: fc.dictionary(fc.constantFrom("k", "l"), urns, { noNullPrototype: true }),
  pendingReplacement: flag,
  additionalSecretOutputs: texts,
  aliases: urns,
  customTimeouts: fc.record(
    { create: seconds, update: seconds, delete: seconds, read: seconds },
    { requiredKeys: [], noNullPrototype: true },
  ),
  importID: text,
  retainOnDelete: flag,
  deletedWith: urn,
  replaceWith: urns,
  hideDiff: texts,
  ignoreChanges: texts,
  created: text,
  modified: text,
  sourcePosition: text,
  rest: fc.record(
    { replaceOnChanges: fc.constant(["x"]), stackTrace: fc.constant([{ sourcePosition: "project:///a" }]) },
    { requiredKeys: [], noNullPrototype: true },
  ),
};
const REQUIRED = [
  "urn",
  "type",
  "custom",
  "inputs",
  "outputs",
  "dependencies",
  "initErrors",
  "propertyDependencies",
  "additionalSecretOutputs",
  "aliases",
] as const;
const anyState = fc.record(FIELDS, {
  requiredKeys: [...REQUIRED],
  noNullPrototype: true,
}) as fc.Arbitrary<ResourceState>;

describe("sameState", () => {
  it.each(Object.keys(FIELDS) as (keyof ResourceState)[])("compares %s like the checkpoint", (field) => {
    const other = anyState.map((state) => ({ [field]: state[field] }));
    fc.assert(
      fc.property(anyState, other, (a, change) => {
        const b: ResourceState = { ...a, ...change };
        expect(sameState(a, b)).toBe(checkpoint(a) === checkpoint(b));
      }),
      { numRuns: 60 },
    );
  });

  it("is true after a state is written and read", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const stored = parseCheckpoint(checkpoint(state), "f").latest!;
        const [back] = deserializeDeployment(stored, SECRETS.crypter, new CiphertextCache()).resources;
        expect(sameState(state, back!)).toBe(true);
      }),
    );
  });

  it("ignores the order of dependencies", () => {
    fc.assert(
      fc.property(anyState, urns, (state, list) => {
        const [a, b] = [list, list.toReversed()].map((dependencies) => ({
          ...state,
          dependencies,
          propertyDependencies: { k: dependencies },
        }));
        expect(sameState(a!, b!)).toBe(true);
      }),
    );
  });
});
