import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Secret } from "../../../protocol/values";
import { image } from "../image";
import { remoteImage } from "../remoteImage";
import type { Context, ResourceType } from "../resourceType";

let folder: string;
let logged: string[];
let contexts: Readable[];
beforeEach(() => {
  logged = [];
  contexts = [];
  folder = mkdtempSync(join(tmpdir(), "docker-build-"));
  writeFileSync(join(folder, "Dockerfile"), "FROM scratch\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A daemon whose builder prints these lines and fails with the last one, without reading the context. */
function failingWith(...lines: string[]): Context {
  const output = [...lines.slice(0, -1).map((line) => ({ stream: `${line}\n` })), { error: lines.at(-1) }];
  const client = {
    buildImage: async (context: Readable) => {
      contexts.push(context);
      return Readable.from(output.map((line) => `${JSON.stringify(line)}\n`));
    },
  };
  return {
    host: { rootDirectory: folder, log: (_: string, message: string) => logged.push(message) },
    signal: new AbortController().signal,
    daemon: { run: (action: (given: typeof client) => unknown) => action(client) },
  } as unknown as Context;
}

const message = async (type: ResourceType<never>, context: Context, args: object, marked: object) => {
  const request = { urn: "urn", inputs: args, properties: marked };
  return type.create(context, request as never).then(
    () => "built",
    (error: Error) => error.message,
  );
};

test.each([
  ["docker.Image", image, "imageName", "args"],
  ["docker.RemoteImage", remoteImage, "name", "buildArgs"],
])("a failed build of %s shows no secret build argument", async (_name, type, nameKey, argsKey) => {
  const inputs = (token: unknown) => ({
    [nameKey]: "a:1",
    build: { context: folder, [argsKey]: { TOKEN: token } },
  });
  const context = failingWith("Step 2/2 : RUN fetch hunter22", "fetch hunter22 returned 1");
  const found = await message(type as never, context, inputs("hunter22"), inputs(new Secret("hunter22")));
  expect(found).toBe(
    "the image a:1 cannot be built: fetch [secret] returned 1. The builder's last lines:\nStep 2/2 : RUN fetch [secret]",
  );
  expect(logged.join()).not.toContain("hunter22");
});

test("a failed build closes a context that the daemon has not read", async () => {
  const inputs = { imageName: "a:1", build: { context: folder } };
  await message(image as never, failingWith("no"), inputs, inputs);
  expect(contexts.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test("the error of a failed build contains the builder's last 20 lines", async () => {
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const inputs = { imageName: "a:1", build: { context: folder } };
  const found = await message(image as never, failingWith(...lines, "no"), inputs, inputs);
  expect(found.split("\n").slice(1)).toEqual(lines.slice(10));
});
