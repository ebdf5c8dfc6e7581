import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestResource } from "../../../test/support/testResource";
import { MARKER_FILE, ownerOf } from "./directoryMarker";

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

test("neither adopts nor removes a directory of others", async () => {
  mkdirSync(join(root, "data"));
  writeFileSync(join(root, "data/precious"), "");
  await expect(newResource().up({ path: "data" })).rejects.toThrow(/data is not empty \(precious…\)/);
  await newResource().up({ path: "mine" });
  await expect(newResource("other").up({ path: "mine" })).rejects.toThrow(/belongs to urn:.*::it/);
  await expect(newResource("it", join(root, "mine")).up({ path: join(root, "mine") })).rejects.toThrow(
    `belongs to the checkout ${root}`,
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

test.each([
  [undefined, "unmarked"],
  [{ urn: "u", root: "/here", instance: "i" }, "ours"],
  [{ urn: "u", root: "/moved", instance: "i" }, "ours"],
  [{ urn: "u", root: "/there", instance: "i" }, "other checkout"],
  [{ urn: "v", root: "/here", instance: "i" }, "other stack"],
])("the marker %j means owner %s", (marker, owner) => {
  expect(ownerOf(marker, "u", "/here", (path) => path !== "/moved")).toBe(owner);
});
