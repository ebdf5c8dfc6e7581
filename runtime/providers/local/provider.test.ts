import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GrpcProvider } from "../../protocol/client";
import { Secret, UNKNOWN } from "../../protocol/values";
import { projectRootOf } from "../framework/createProvider";
import { TestResource } from "../../../test/support/testResource";
import { createProvider, types } from "./provider";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "local-")));
});
afterEach(() => rmSync(root, { recursive: true }));

test("keeps resources, paths and secrets when it runs as a separate plugin process", async () => {
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
    const ownProcess = createProvider({ rootDirectory: root, log: () => undefined });
    expect(await client.getSchema()).toBe(await ownProcess.getSchema());
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

test.each(Object.entries(types))("%s is loaded by its token", (token, load) => {
  expect(load().type).toBe(token);
});

test("rejects an unknown type with the list of known ones", async () => {
  await expect(new TestResource("local:index:Prots", root).up({})).rejects.toThrow(
    /^resource type: found local:index:Prots; expected a type of the provider "local": .*local:index:Ports/,
  );
});

test("reports its version, and a schema with every resource type", async () => {
  const provider = createProvider({ rootDirectory: root, log: () => undefined });
  const schema = JSON.parse(await provider.getSchema()) as { resources: Record<string, unknown> };
  expect(schema).toMatchObject({ name: "local", ...(await provider.getPluginInfo()) });
  expect(Object.keys(schema.resources).sort()).toEqual(Object.keys(types).sort());
  expect(schema.resources["local:index:Ports"]).toEqual({
    description: expect.stringContaining("Free ports"),
    inputProperties: {
      names: { type: "array", items: { type: "string" }, description: expect.any(String) },
      given: {
        type: "object",
        additionalProperties: { type: "integer" },
        description: expect.any(String),
      },
      address: { type: "string", default: "127.0.0.1", description: expect.any(String) },
    },
    requiredInputs: ["names"],
    properties: expect.objectContaining({
      ports: { type: "object", additionalProperties: { type: "integer" }, description: expect.any(String) },
    }),
    required: ["names", "ports"],
  });
});

test("previews a creation without doing it, with unknown outputs", async () => {
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

test("finds the project root above a folder", () => {
  mkdirSync(join(root, "a/b"), { recursive: true });
  expect(projectRootOf(join(root, "a/b"))).toBe(join(root, "a/b"));
  writeFileSync(join(root, "Pulumi.yaml"), "");
  expect(projectRootOf(join(root, "a/b"))).toBe(root);
  expect(projectRootOf(root)).toBe(root);
});
