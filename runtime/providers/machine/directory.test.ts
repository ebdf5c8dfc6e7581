import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestResource } from "../../../test/support/testResource";
import { MARKER_FILE, type Marker, ownerOf } from "./directoryMarker";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "directory-"));
});
afterEach(() => rmSync(root, { recursive: true }));
const newResource = (name?: string, at = root) => new TestResource("local:index:Directory", at, name);

test("creates it with mode 0700, and removes it with its contents and empty parents below the base", async () => {
  const resource = newResource();
  await resource.up({ path: "state/project/dev", base: "state" });
  const path = join(root, "state/project/dev");
  expect(resource.outputs.path).toBe(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  writeFileSync(join(path, "data"), "");
  mkdirSync(join(root, "state/other"));
  await resource.destroy();
  expect(existsSync(join(root, "state/project"))).toBe(false);
  expect(existsSync(join(root, "state/other"))).toBe(true);
});

test("a repeated create adopts the directory of the first one", async () => {
  const resource = newResource();
  await resource.up({ path: "data" });
  const { instance } = resource.outputs;
  const again = newResource();
  await again.up({ path: "data" });
  expect(again.outputs.instance).toBe(instance);
});

test("finds and removes what an interrupted create left, and keeps others' directories", async () => {
  const resource = newResource();
  expect(await resource.findInterrupted({ path: "data" })).toBe(false);
  await newResource().up({ path: "data" });
  expect(await newResource("other").findInterrupted({ path: "data" })).toBe(false);
  expect(await resource.findInterrupted({ path: "data" })).toBe(true);
  await resource.destroy();
  expect(existsSync(join(root, "data"))).toBe(false);
});

test("the next up creates a lost directory again, with another instance", async () => {
  const resource = newResource();
  await resource.up({ path: "data" });
  const { instance } = resource.outputs;
  expect(await resource.up({ path: "data" })).toBe("same");
  rmSync(join(root, "data"), { recursive: true });
  expect(await resource.up({ path: "data" })).toBe("update");
  expect(resource.outputs.instance).not.toBe(instance);
});

test("adopts a directory in which a killed command left only a part of the marker", async () => {
  mkdirSync(join(root, "data"));
  for (const name of [MARKER_FILE, `.${MARKER_FILE}.1-a.tmp`]) writeFileSync(join(root, "data", name), "");
  const resource = newResource();
  await resource.up({ path: "data" });
  await resource.destroy();
  expect(existsSync(join(root, "data"))).toBe(false);
});

test("replaces the marker of a moved checkout atomically", async () => {
  mkdirSync(join(root, "a"));
  const path = join(root, "data");
  const before = newResource("it", join(root, "a"));
  await before.up({ path });
  linkSync(join(path, MARKER_FILE), join(root, "old"));
  renameSync(join(root, "a"), join(root, "b"));
  const after = newResource("it", join(root, "b"));
  after.state = before.state;
  await after.up({ path });
  const rootIn = (file: string) => (JSON.parse(readFileSync(file, "utf8")) as Marker).root;
  expect([join(root, "old"), join(path, MARKER_FILE)].map(rootIn)).toEqual([
    join(root, "a"),
    join(root, "b"),
  ]);
});

test("neither adopts nor removes a directory of others", async () => {
  mkdirSync(join(root, "data"));
  writeFileSync(join(root, "data/precious"), "");
  await expect(newResource().up({ path: "data" })).rejects.toThrow(/data is not empty \(precious…\)/);
  await newResource().up({ path: "mine" });
  await expect(newResource("other").up({ path: "mine" })).rejects.toThrow(
    /belongs to stack test of project test/,
  );
  await expect(newResource("it", join(root, "mine")).up({ path: join(root, "mine") })).rejects.toThrow(
    new RegExp(`belongs to stack .*, checkout ${root};`),
  );
  const resource = newResource();
  await resource.up({ path: "mine" });
  rmSync(join(root, "mine", MARKER_FILE));
  await resource.destroy();
  expect(existsSync(join(root, "mine"))).toBe(true);
  expect(resource.messages.join()).toMatch(/warning: .*mine is left as it is: it has no marker/);
});

test("a moved checkout keeps its directory and removes it", async () => {
  const before = newResource("it", join(root, "a"));
  await before.up({ path: "data" });
  writeFileSync(join(root, "a/data/kept"), "");
  renameSync(join(root, "a"), join(root, "b"));
  const after = newResource("it", join(root, "b"));
  after.state = before.state;
  expect(await after.up({ path: "data" })).toBe("update");
  expect(after.outputs).toEqual({ ...before.outputs, path: join(root, "b/data") });
  await after.destroy();
  expect(existsSync(join(root, "b/data"))).toBe(false);
});

test("another checkout of the same stack is refused, but can destroy it", async () => {
  mkdirSync(join(root, "a"));
  mkdirSync(join(root, "b"));
  const path = join(root, "data");
  const first = newResource("it", join(root, "a"));
  await first.up({ path });
  const second = newResource("it", join(root, "b"));
  second.state = first.state;
  await expect(second.up({ path })).rejects.toThrow(
    `stack test: found it in use by the checkout ${root}/a; expected ${root}/b, the checkout of this command. ` +
      "For another environment, copy stacks/Pulumi.test.yaml to stacks/Pulumi.NAME.yaml",
  );
  expect(await first.up({ path })).toBe("same");
  await second.destroy();
  expect(existsSync(path)).toBe(false);
});

test("a moved checkout owns its folder elsewhere", async () => {
  mkdirSync(join(root, "a"));
  const path = join(root, "data");
  const before = newResource("it", join(root, "a"));
  await before.up({ path });
  renameSync(join(root, "a"), join(root, "b"));
  const after = newResource("it", join(root, "b"));
  after.state = before.state;
  expect(await after.up({ path })).toBe("same");
  const other = newResource("it", join(root, "a"));
  mkdirSync(join(root, "a"));
  other.state = before.state;
  await expect(other.up({ path })).rejects.toThrow(`in use by the checkout ${root}/b;`);
});

const marker = { urn: "u", root: "/here", instance: "i", backend: "file:///b", stackId: "1" };
test.each<[string, Marker | undefined, string | undefined, string]>([
  ["no marker", undefined, undefined, "unmarked"],
  ["its own marker", marker, undefined, "ours"],
  ["a marker of an older version", { urn: "u", root: "/here", instance: "i" }, undefined, "ours"],
  ["a checkout that was moved", { ...marker, root: "/moved" }, undefined, "ours"],
  ["another checkout", { ...marker, root: "/there" }, undefined, "other checkout"],
  ["another stack", { ...marker, urn: "v" }, undefined, "other stack"],
  [
    "a stack of the same name in another backend",
    { ...marker, backend: "file:///c" },
    undefined,
    "other stack",
  ],
  ["a stack of the same name with another id", { ...marker, stackId: "2" }, undefined, "other stack"],
  ["the state's instance, from another checkout", { ...marker, root: "/there" }, "i", "ours"],
  ["a state that was moved to this backend", { ...marker, backend: "file:///c" }, "i", "ours"],
  ["another instance than the state's", { ...marker, backend: "file:///c" }, "j", "other stack"],
])("a directory with %s belongs to: %j", (_, found, instance, owner) => {
  const self = { urn: "u", root: "/here", backend: "file:///b", stackId: "1" };
  expect(ownerOf(found, self, instance, (path) => path !== "/moved")).toBe(owner);
});

describe("a stack of the same name", () => {
  const { PULUMI_BACKEND_URL } = process.env;
  afterEach(() => {
    if (PULUMI_BACKEND_URL === undefined) delete process.env.PULUMI_BACKEND_URL;
    else process.env.PULUMI_BACKEND_URL = PULUMI_BACKEND_URL;
  });
  const inBackend = (name: string) => (process.env.PULUMI_BACKEND_URL = `file://${join(root, name)}`);
  const recorded = () => JSON.parse(readFileSync(join(root, "data", MARKER_FILE), "utf8")) as Marker;

  test("in another backend is refused, with both owners in the message", async () => {
    inBackend("a");
    const first = newResource();
    await first.up({ path: "data" });
    expect(recorded().backend).toBe(`file://${root}/a`);
    inBackend("b");
    const second = newResource();
    await expect(second.up({ path: "data" })).rejects.toThrow(
      `the directory ${root}/data belongs to stack test of project test in the backend file://${root}/a, checkout ${root}; ` +
        `this is stack test of project test in the backend file://${root}/b, checkout ${root}.`,
    );
    expect(await second.findInterrupted({ path: "data" })).toBe(false);
    second.state = { ...first.state!, outputs: { ...first.state!.outputs, instance: "another" } };
    await second.destroy();
    expect(existsSync(join(root, "data"))).toBe(true);
    inBackend("a");
    await first.destroy();
    expect(existsSync(join(root, "data"))).toBe(false);
  });

  test("with another id is refused; the same one continues an interrupted creation", async () => {
    const withId = async (id: string) => {
      const resource = newResource();
      await resource.provider.configure({ args: {}, id, urn: "urn:p" });
      return resource;
    };
    await (await withId("one")).up({ path: "data" });
    expect(recorded().stackId).toBe("one");
    await expect((await withId("two")).up({ path: "data" })).rejects.toThrow(
      /belongs to .*\(id one\).*; this is .*\(id two\)/,
    );
    await (await withId("one")).up({ path: "data" });
  });

  test("adopts a directory of an older version, whose marker names neither", async () => {
    const resource = newResource();
    await resource.up({ path: "data" });
    const { urn, instance } = recorded();
    writeFileSync(join(root, "data", MARKER_FILE), JSON.stringify({ urn, root, instance }));
    inBackend("a");
    expect(await resource.up({ path: "data" })).toBe("same");
    expect(recorded()).toMatchObject({ urn, instance, backend: `file://${root}/a` });
    writeFileSync(join(root, "data", MARKER_FILE), JSON.stringify({ urn, root, instance }));
    const again = newResource();
    await again.up({ path: "data" });
    expect(again.outputs.instance).toBe(instance);
    expect(recorded().backend).toBe(`file://${root}/a`);
  });
});
