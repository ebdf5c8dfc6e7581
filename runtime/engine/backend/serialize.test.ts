import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readRecording, recordingsDir } from "../../../test/recordings";
import { Asset, deepEquals, type PropertyMap, ResourceReference, Secret } from "../../protocol/values";
import { emptySnapshot, type ResourceState } from "../model/state";
import { openCrypter } from "../workspace/passphrase";
import { parseCheckpoint, type StoredDeployment } from "./checkpoint";
import { containsSecret, deserializeDeployment } from "./deserialize";
import { CiphertextCache, type SecretsManager, storedPassphraseState } from "./secretsManager";
import { CheckpointSerializer } from "./serialize";

const PASSPHRASE = "correct-horse";

async function secretsOf(deployment: StoredDeployment): Promise<SecretsManager> {
  const state = storedPassphraseState(deployment.secrets_providers, "state")!;
  return { state, crypter: await openCrypter(PASSPHRASE, state) };
}

/** The recordings omit long ciphertexts; these replace them. */
function restoreCut(text: string, secrets: SecretsManager): string {
  return text.replace(
    /"ciphertext": "v1:[^"]*REMOVED"/g,
    () => `"ciphertext": "${secrets.crypter.encrypt('"cut"')}"`,
  );
}

/** The state file of the recorded export. */
function asCheckpoint(text: string, project: string): string {
  const lines = text.trimEnd().split("\n");
  const deployment = lines.slice(2, -1).map((line) => `    ${line}`);
  deployment[0] = '        "latest": {';
  return [
    ...lines.slice(0, 2),
    '    "checkpoint": {',
    `        "stack": "organization/${project}/dev",`,
    ...deployment,
    "    }",
    "}",
    "",
  ].join("\n");
}

describe("recorded states", () => {
  const folders = ["dynamic-provider", "kubernetes-await", "kubernetes-basic", "resource-options"];
  const files = folders.flatMap((folder) =>
    readdirSync(join(recordingsDir, folder))
      .filter((name) => name.endsWith(".state.json"))
      .map((name) => [folder, name] as const),
  );

  test.each(files)("%s/%s is written back byte for byte", async (folder, name) => {
    const recorded = readRecording(folder, name);
    const secrets = await secretsOf((JSON.parse(recorded) as { deployment: StoredDeployment }).deployment);
    const text = asCheckpoint(restoreCut(recorded, secrets), folder);
    const checkpoint = parseCheckpoint(text, name);
    const cache = new CiphertextCache();
    const snapshot = deserializeDeployment(checkpoint.latest!, secrets.crypter, cache);
    expect(new CheckpointSerializer(secrets, cache).checkpoint(checkpoint.stack, snapshot).toString()).toBe(
      text,
    );
  });

  test("a state file with a pending operation is written back byte for byte", async () => {
    const text = readRecording("commands", "checkpoint-file.json");
    const { stack, latest } = parseCheckpoint(text, "checkpoint-file.json");
    const secrets = await secretsOf(latest!);
    const cache = new CiphertextCache();
    const snapshot = deserializeDeployment(latest!, secrets.crypter, cache);
    expect(snapshot.pendingOperations.map((operation) => operation.type)).toEqual(["deleting"]);
    expect(snapshot.resources[0]!.outputs.password).toEqual(new Secret({ password: "canary-7f3a" }));
    expect(new CheckpointSerializer(secrets, cache).checkpoint(stack, snapshot).toString()).toBe(text);
  });

  test("a state without encrypted values needs no key", () => {
    const { latest } = parseCheckpoint(
      asCheckpoint(readRecording("dynamic-provider", "01-create.state.json"), "dynamic-provider"),
      "state",
    );
    expect(containsSecret(latest!, "ciphertext")).toBe(false);
    expect(deserializeDeployment(latest!, undefined, new CiphertextCache()).resources).toHaveLength(4);
  });
});

const KEY = {
  encrypt: (text: string) => `v1:${Buffer.from(text).toString("base64")}`,
  decrypt: (text: string) => Buffer.from(text.slice(3), "base64").toString(),
};
const SECRETS: SecretsManager = { state: "v1:c2FsdA==:v1:x:y", crypter: KEY };

const resource = (outputs: PropertyMap): ResourceState => ({
  urn: "urn:pulumi:dev::p::t:index:T::n",
  type: "t:index:T",
  custom: true,
  id: "1",
  inputs: {},
  outputs,
  dependencies: [],
  initErrors: [],
  propertyDependencies: {},
  additionalSecretOutputs: [],
  aliases: [],
});

test("any property map survives a round trip", () => {
  const key = fc.string().filter((text) => text !== "__proto__");
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
      fc.string({ unit: "binary" }),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
      fc.array(tie("value"), { maxLength: 1 }).map((inner) => new Secret(inner as never)),
      fc.constant(new Asset({ hash: "h", text: "t" })),
      fc.constant(new ResourceReference("urn:x", "id", "")),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (outputs) => {
      const snapshot = { ...emptySnapshot(), resources: [resource(outputs as PropertyMap)] };
      const text = new CheckpointSerializer(SECRETS).checkpoint("organization/p/dev", snapshot).toString();
      const back = deserializeDeployment(parseCheckpoint(text, "f").latest!, KEY, new CiphertextCache());
      expect(deepEquals(back.resources[0]!.outputs, outputs as PropertyMap)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("an unchanged secret keeps its ciphertext, which no other resource shares", async () => {
  const state = "v1:Dk+AWBtZV/Y=:v1:Qj8Ymk4e/MNApqB2:O5iYf30N74rl8z9hGlr3labfcaUPrA==";
  const secrets: SecretsManager = {
    state,
    crypter: await openCrypter(PASSPHRASE, state),
  };
  const serializer = new CheckpointSerializer(secrets);
  const write = (urn: string, value: string): string => {
    const state = { ...resource({ a: new Secret(value) }), urn };
    const text = serializer.checkpoint("s", { ...emptySnapshot(), resources: [state] }).toString();
    return /"ciphertext": "([^"]+)"/.exec(text)![1]!;
  };
  expect(write("urn:1", "x")).toBe(write("urn:1", "x"));
  expect(write("urn:1", "x")).not.toBe(write("urn:1", "y"));
  expect(write("urn:1", "x")).not.toBe(write("urn:2", "x"));
});

test("keeps unknown fields", () => {
  const text = JSON.stringify({
    version: 3,
    features: ["f"],
    checkpoint: {
      stack: "organization/p/dev",
      latest: {
        manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "", plugins: [{ name: "x" }] },
        resources: [
          { urn: "urn:pulumi:dev::p::t:index:T::n", custom: true, id: "1", type: "t:index:T", viewOf: "v" },
        ],
        metadata: { a: 1 },
        snippets: [{ uuid: "u" }],
      },
    },
  });
  const { latest, stack, features } = parseCheckpoint(text, "f");
  const snapshot = deserializeDeployment(latest!, undefined, new CiphertextCache());
  expect(
    JSON.parse(new CheckpointSerializer(undefined).checkpoint(stack, snapshot, features).toString()),
  ).toEqual(JSON.parse(text));
});

test("rejects a secret without a secrets provider and says what to do", () => {
  const snapshot = { ...emptySnapshot(), resources: [resource({ a: new Secret("x") })] };
  expect(() => new CheckpointSerializer(undefined).checkpoint("s", snapshot)).toThrow(
    /::n has a secret.*config set --secret/,
  );
});

test("serializes an unchanged resource only once", () => {
  let reads = 0;
  const state = resource({
    get watched() {
      reads += 1;
      return "value";
    },
  });
  const serializer = new CheckpointSerializer(SECRETS);
  const first = serializer.checkpoint("s", { ...emptySnapshot(), resources: [state] });
  expect(reads).toBeGreaterThan(0);
  reads = 0;
  expect(serializer.checkpoint("s", { ...emptySnapshot(), resources: [state] })).toEqual(first);
  expect(reads).toBe(0);
});

test.each<[string, Partial<ResourceState>]>([
  ["an option", { protect: true }],
  ["a dependency", { dependencies: ["urn:pulumi:dev::p::t:index:T::other"] }],
  ["the outputs", { outputs: { a: 2 } }],
  ["a time", { modified: "2026-01-01T00:00:00Z" }],
])("serializes a resource again after a change of %s", (_, change) => {
  const write = (serializer: CheckpointSerializer, state: ResourceState) =>
    serializer.checkpoint("s", { ...emptySnapshot(), resources: [state] }).toString();
  const before = { ...resource({ a: 1 }), modified: "2025-01-01T00:00:00Z" };
  const after = { ...before, ...change };
  const serializer = new CheckpointSerializer(SECRETS);
  const first = write(serializer, before);
  const second = write(serializer, after);
  expect(second).not.toBe(first);
  expect(second).toBe(write(new CheckpointSerializer(SECRETS), after));
  expect(write(serializer, before)).toBe(first);
});

test("keeps numbers that JSON cannot represent, in the official form", () => {
  const outputs = { list: [Infinity, -Infinity], map: { nan: NaN }, secret: new Secret(Infinity), zero: 0 };
  const urn = "urn:pulumi:dev::shop::test:index:Thing::a";
  const resource = {
    urn,
    type: "test:index:Thing",
    custom: true,
    inputs: {},
    outputs,
  } as unknown as ResourceState;
  const crypter = { encrypt: (text: string) => text, decrypt: (text: string) => text };
  const secrets: SecretsManager = { state: "", crypter };
  const snapshot = { ...emptySnapshot(), resources: [resource] };
  const text = new CheckpointSerializer(secrets, new CiphertextCache())
    .checkpoint("dev", snapshot)
    .toString();
  for (const digits of ["7ff0000000000000", "fff0000000000000", "7ff8000000000000"])
    expect(text).toContain(`"value": "${digits}"`);
  const read = deserializeDeployment(
    parseCheckpoint(text, "dev.json").latest!,
    crypter,
    new CiphertextCache(),
  );
  expect(read.resources[0]!.outputs).toEqual(outputs);
});
