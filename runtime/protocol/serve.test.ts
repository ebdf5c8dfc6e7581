import { GrpcProvider } from "./client";
import {
  type CheckRequest,
  InitializationError,
  type ResourceProvider,
  UnimplementedError,
} from "./provider";
import { serveProvider } from "./serve";
import { containsSecrets, OutputValue, type PropertyMap, Secret, UNKNOWN } from "./values";

const IDENTITY = { urn: "urn:pulumi:s::p::a:b:C$x:y:Z::n", name: "n", type: "x:y:Z" };
const SENT: PropertyMap = {
  plain: [1, "two", null, { three: true }],
  hidden: new Secret("sesame"),
  later: UNKNOWN,
  output: new OutputValue("known", true, ["urn:pulumi:s::p::x:y:Z::m"]),
};

/** A provider that returns its requests, which shows what it received. */
class Echo implements ResourceProvider {
  accept = true;
  oddity = "the configuration is odd";
  readonly seen: unknown[] = [];
  getPluginInfo = async () => ({ version: "1.2.3" });
  getSchema = async () => "{}";
  checkConfig = async (): Promise<never> => {
    throw new UnimplementedError("CheckConfig");
  };
  diffConfig = async (): Promise<never> => {
    throw new Error(this.oddity);
  };
  configure = async () => ({
    acceptSecrets: this.accept,
    acceptResources: this.accept,
    acceptOutputs: this.accept,
    supportsPreview: true,
  });
  invoke = async ({ args }: { args: PropertyMap }) => ({
    return: args,
    failures: [{ property: "a", reason: "b" }],
  });
  readonly supportsAutonaming = true;
  check = async ({ news, autonaming }: CheckRequest) => {
    this.seen.push(autonaming);
    return { inputs: news, failures: [] };
  };
  diff = async () => ({
    changes: "some" as const,
    replaces: ["a"],
    stables: ["b"],
    diffs: ["a"],
    deleteBeforeReplace: true,
    detailedDiff: { "a.b[0]": { kind: "update-replace" as const, inputDiff: true } },
  });
  create = async (request: { properties: PropertyMap; name: string; type: string }) => {
    this.seen.push(request.properties, request.name, request.type);
    return { id: "id-1", properties: request.properties };
  };
  read = async ({ properties }: { properties: PropertyMap }) => ({ id: "", properties });
  update = async ({ id, news }: { id: string; news: PropertyMap }): Promise<never> => {
    throw new InitializationError("it does not start", id, news, { a: 1 }, ["too slow", "too old"]);
  };
  delete = async () => undefined;
  cancel = async () => undefined;
  close = async () => undefined;
}

describe("a provider behind the wire protocol", () => {
  const echo = new Echo();
  let client: GrpcProvider;
  let stop: () => void;

  beforeAll(async () => {
    const { address, close } = await serveProvider(echo);
    stop = close;
    client = new GrpcProvider(address);
    await client.handshake({ engineAddress: "" });
  });
  afterAll(async () => {
    await client.close();
    stop();
  });
  const configure = async (accept: boolean) => {
    echo.accept = accept;
    await client.configure({ args: {} });
    echo.seen.length = 0;
  };

  it("keeps every type of value that the provider accepts", async () => {
    await configure(true);
    const answer = await client.create({ ...IDENTITY, properties: SENT, timeout: 0, preview: false });
    expect(answer).toEqual({ id: "id-1", properties: SENT });
    expect(echo.seen).toEqual([SENT, "n", "x:y:Z"]);
  });

  it("sends plain values to a provider without support for secrets, and marks its response", async () => {
    await configure(false);
    const answer = await client.create({ ...IDENTITY, properties: SENT, timeout: 0, preview: false });
    expect(containsSecrets(echo.seen[0] as PropertyMap)).toBe(false);
    expect(answer.properties.hidden).toEqual(new Secret("sesame"));
    expect(answer.properties.output).toEqual(new Secret("known"));
    expect(answer.properties.plain).toEqual(SENT.plain);
  });

  it("transfers proposed names", async () => {
    await configure(true);
    expect(client.supportsAutonaming).toBe(true);
    const request = { ...IDENTITY, news: {}, randomSeed: new Uint8Array() };
    const proposals = (["propose", "enforce", "disable"] as const).map((mode) => ({
      proposedName: mode === "disable" ? "" : `name-${mode}`,
      mode,
    }));
    for (const autonaming of proposals) await client.check({ ...request, autonaming });
    await client.check(request);
    expect(echo.seen).toEqual([...proposals, undefined]);
  });

  it("transfers detailed diffs", async () => {
    const request = { ...IDENTITY, id: "i", oldInputs: {}, oldOutputs: {}, news: {}, ignoreChanges: [] };
    expect(await client.diff(request)).toEqual(await echo.diff());
  });

  it("preserves the types of errors", async () => {
    const check = { ...IDENTITY, news: {}, randomSeed: new Uint8Array() };
    await expect(client.checkConfig(check)).rejects.toBeInstanceOf(UnimplementedError);
    const diff = { ...IDENTITY, id: "i", oldInputs: {}, oldOutputs: {}, news: {}, ignoreChanges: [] };
    await expect(client.diffConfig(diff)).rejects.toThrow(/^the configuration is odd$/);
    const update = { ...diff, timeout: 0, preview: false };
    const error = await client.update({ ...update, news: { a: 2 } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InitializationError);
    expect(error).toMatchObject({
      message: "2 errors occurred:\n\t* too slow\n\t* too old\n\n",
      id: "i",
      properties: { a: 2 },
      inputs: { a: 1 },
      reasons: ["too slow", "too old"],
    });
  });

  it.each([
    [
      "of 200,000 bytes",
      "a".repeat(100_000) + "z".repeat(100_000),
      /^a{8192}\n\[183616 bytes omitted\]\nz{8192}$/,
    ],
    ["of 20,000 characters of three bytes", "€".repeat(20_000), /^€{2730}.*bytes omitted.*€{2730}$/s],
    ["with half of a character", "a \ud83d b", /^a \ufffd b$/],
  ])("returns an error %s", async (_, text, returned) => {
    echo.oddity = text;
    const diff = { ...IDENTITY, id: "i", oldInputs: {}, oldOutputs: {}, news: {}, ignoreChanges: [] };
    await expect(client.diffConfig(diff)).rejects.toThrow(returned);
  });

  it("returns an empty id for a missing resource", async () => {
    const answer = await client.read({ ...IDENTITY, id: "i", properties: {}, inputs: {}, timeout: 0 });
    expect(answer).toEqual({ id: "", properties: {} });
  });
});
