import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GrpcProvider } from "../../protocol/client";
import { Secret, UNKNOWN } from "../../protocol/values";
import { createProvider } from "./provider";
import { projectRootOf } from "./projectRoot";
import { TestResource } from "./testHarness";
import { typeOf, typeTokens } from "./types";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "local-")));
});
afterEach(() => rmSync(root, { recursive: true }));

test("as a plugin of its own, behind the wire: the same resources, paths and secrets", async () => {
  const child = spawn(process.execPath, [join(__dirname, "index.js")], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const port = await new Promise<string>((resolve) =>
      createInterface({ input: child.stdout }).once("line", resolve),
    );
    writeFileSync(join(root, "Pulumi.yaml"), "name: test\n");
    mkdirSync(join(root, "plugin"));
    const client = new GrpcProvider(`127.0.0.1:${port}`);
    await client.handshake({ engineAddress: "", rootDirectory: join(root, "plugin") });
    await client.configure({ args: {} });
    const resource = new TestResource("local:index:Files", root, "it", client);
    await resource.up({ directory: "d", files: { f: new Secret("s") } });
    expect(resource.outputs.paths).toEqual({ f: join(root, "d/f") });
    expect(resource.state!.outputs.files).toEqual({ f: new Secret("s") });
    expect(await resource.up({ directory: "d", files: { f: new Secret("s") } })).toBe("same");
    await resource.destroy();
    await client.close();
  } finally {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill();
    await ended;
  }
});

test.each(typeTokens)("%s is served under its own name", (token) => {
  expect(typeOf(token).type).toBe(token);
});

test("a type that is not there is named, with those that are", async () => {
  await expect(new TestResource("local:index:Prots", root).up({})).rejects.toThrow(
    /no resource type local:index:Prots; it has .*local:index:Ports/,
  );
});

test("the schema and the version are its own", async () => {
  const provider = createProvider({ rootDirectory: root, log: () => undefined });
  expect(JSON.parse(await provider.getSchema())).toMatchObject({
    name: "local",
    ...(await provider.getPluginInfo()),
  });
});

test("a preview of what is new does nothing, and says what is not known yet", async () => {
  const provider = createProvider({ rootDirectory: root, log: () => undefined });
  const { id, properties } = await provider.create({
    urn: "urn:pulumi:test::test::local:index:Directory::it",
    name: "it",
    type: "local:index:Directory",
    properties: { path: "d" },
    timeout: 0,
    preview: true,
  });
  expect([id, properties]).toEqual([join(root, "d"), { path: UNKNOWN, instance: UNKNOWN }]);
});

test("a folder belongs to the project above it", () => {
  mkdirSync(join(root, "a/b"), { recursive: true });
  expect(projectRootOf(join(root, "a/b"))).toBe(join(root, "a/b"));
  writeFileSync(join(root, "Pulumi.yaml"), "");
  expect(projectRootOf(join(root, "a/b"))).toBe(root);
  expect(projectRootOf(root)).toBe(root);
});
