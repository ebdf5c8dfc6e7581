import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, containsSecrets } from "../../protocol/values";
import { TestResource } from "../../../test/support/testResource";

let root: string;
let resource: TestResource;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "files-"));
  resource = new TestResource("local:index:Files", root);
});
afterEach(() => rmSync(root, { recursive: true }));
const text = (name: string) => readFileSync(join(root, name), "utf8");

test("writes files with mode 0600, updates them, and removes them with their folders", async () => {
  await resource.up({ directory: "f", files: { a: "1", "pki/b": "2" } });
  expect(resource.outputs.paths).toEqual({ a: join(root, "f/a"), "pki/b": join(root, "f/pki/b") });
  expect([text("f/a"), text("f/pki/b")]).toEqual(["1", "2"]);
  expect(statSync(join(root, "f/a")).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, "f/pki")).mode & 0o777).toBe(0o700);
  const { fingerprint } = resource.outputs;
  writeFileSync(join(root, "f/foreign"), "");
  expect(await resource.up({ directory: "f", files: { a: "3" } })).toBe("update");
  expect(resource.outputs.fingerprint).not.toBe(fingerprint);
  expect(readdirSync(join(root, "f")).sort()).toEqual(["a", "foreign"]);
  await resource.destroy();
  expect(readdirSync(join(root, "f"))).toEqual(["foreign"]);
});

test.each<[string, () => void]>([
  ["removed", () => rmSync(join(root, "f/a"))],
  ["edited", () => writeFileSync(join(root, "f/a"), "other")],
])("the next up writes a file again that was %s", async (_, change) => {
  await resource.up({ directory: "f", files: { a: "1" } });
  change();
  expect(await resource.up({ directory: "f", files: { a: "1" } })).toBe("update");
  expect(text("f/a")).toBe("1");
  expect(await resource.up({ directory: "f", files: { a: "1" } })).toBe("same");
});

test("finds and removes what an interrupted create wrote", async () => {
  const inputs = { directory: "f", files: { a: "1", b: "2" } };
  expect(await resource.findInterrupted(inputs)).toBe(false);
  await resource.up(inputs);
  rmSync(join(root, "f/b"));
  expect(await resource.findInterrupted(inputs)).toBe(true);
  await resource.destroy();
  expect(readdirSync(join(root, "f"))).toEqual([]);
});

test("a refresh reports files as deleted when all are missing", async () => {
  await resource.up({ directory: "f", files: { a: "1" } });
  expect(await resource.refresh()).toBe(true);
  rmSync(join(root, "f/a"));
  expect(await resource.refresh()).toBe(false);
});

test("keeps secret contents and their fingerprint secret in the state", async () => {
  await resource.up({ directory: "f", files: { a: new Secret("s"), b: "plain" } });
  const { files, fingerprint } = resource.state!.outputs;
  expect(files).toEqual({ a: new Secret("s"), b: "plain" });
  expect(containsSecrets(fingerprint!)).toBe(true);
  expect(text("f/a")).toBe("s");
});

test.each(["../up", "/abs", "a/../../b", "./a", "a//b"])("rejects the name %s", async (name) => {
  await expect(resource.up({ directory: "f", files: { [name]: "" } })).rejects.toThrow(/plain path below/);
  expect(existsSync(join(root, "f"))).toBe(false);
});
