import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PropertyMap } from "../../protocol/values";
import { TestResource } from "../../../test/support/testResource";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "image-"));
  process.env.MESHSTACK_CACHE = join(root, "cache");
  writeFileSync(join(root, "page.html"), "<h1>hello</h1>");
});
afterEach(() => {
  delete process.env.MESHSTACK_CACHE;
  rmSync(root, { recursive: true });
});

const newResource = () => new TestResource("local:index:Image", root);
const imagesOf = () => join(root, "cache/meshstack/images");

function descriptionOf(greeting: string): PropertyMap {
  const files: PropertyMap[] = [
    { kind: "text", path: "/greeting", text: greeting },
    { kind: "project", path: "/srv/page.html", file: "page.html" },
  ];
  return {
    name: "hello",
    layers: [{ kind: "files", name: "hello", files }],
    config: { entrypoint: ["/hello"], env: { LANG: "C", A: "b" } },
  };
}
const INPUTS = { description: descriptionOf("hello") };

test("builds once for the same inputs, and again when they change", async () => {
  const resource = newResource();
  expect(await resource.up(INPUTS)).toBe("create");
  const { name, digest } = resource.outputs as Record<string, string>;
  expect(name).toBe(`meshstack.local/hello:${digest!.slice(7, 19)}`);
  expect(resource.messages.join("\n")).toMatch(/writing the layer hello[^]*writing the image hello/);
  expect(await resource.up(INPUTS)).toBe("same");

  const again = newResource();
  await again.up(INPUTS);
  expect(again.messages).toEqual([]); // It was cached.
  expect(again.outputs).toEqual(resource.outputs);

  writeFileSync(join(root, "page.html"), "<h1>good day</h1>");
  expect(await resource.up(INPUTS)).toBe("update");
  expect(resource.outputs.digest).not.toBe(digest);
  expect(await resource.up({ description: descriptionOf("moin") })).toBe("update");
  expect(execFileSync("tar", ["tf", resource.outputs.archive as string], { encoding: "utf8" })).toMatch(
    /^index.json$/m,
  );
  const { outputs } = resource;
  await resource.destroy();
  expect(existsSync(outputs.archive as string)).toBe(true);
  expect(readdirSync(imagesOf()).filter((entry) => !/^(layers|hello-[0-9a-f]{16})$/.test(entry))).toEqual([]);
});

test("builds the same image again when the cache was emptied", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  const before = resource.outputs;
  rmSync(join(root, "cache"), { recursive: true });
  expect(await resource.up(INPUTS)).toBe("update");
  expect(resource.outputs).toEqual(before);
  expect(existsSync(before.archive as string)).toBe(true);
  rmSync(dirname(before.archive as string), { recursive: true });
  expect(await resource.refresh()).toBe(false);
});

test("ignores the order of maps in the state", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  const description = descriptionOf("hello");
  const config = { env: { A: "b", LANG: "C" }, entrypoint: ["/hello"] };
  expect(await resource.up({ description: { ...description, config } })).toBe("same");
});

test("keeps an existing image when its sources are missing", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  rmSync(join(root, "page.html"));
  expect(await resource.up(INPUTS)).toBe("same");
  expect(resource.messages.join("\n")).toMatch(/warning: .*image.tar is used as it is: .*page.html/);
  const other = newResource();
  process.env.MESHSTACK_CACHE = join(root, "another");
  await expect(other.up(INPUTS)).rejects.toThrow(/page.html/);
});

test("builds once when two run at the same time", async () => {
  const [one, two] = [newResource(), newResource()];
  await Promise.all([one.up(INPUTS), two.up(INPUTS)]);
  expect(one.outputs).toEqual(two.outputs);
  const builders = [one, two].filter(({ messages }) => messages.includes("info: writing the layer hello"));
  expect(builders.length).toBe(1);
});

test("removes what a killed build left", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  const folder = dirname(resource.outputs.archive as string);
  rmSync(folder, { recursive: true });
  const left = `${folder}.${dead()}-0123abcd.tmp`;
  mkdirSync(left);
  writeFileSync(join(left, "image.tar"), "half");
  expect(await resource.up(INPUTS)).toBe("update");
  expect(readdirSync(imagesOf()).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

/** The pid of an ended process. */
const dead = (): string => execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }).trim();

test.each([
  [{ name: "Hello" }, "description.name", /lower-case letters/],
  [{ layers: [] }, "description.layers", /must not be empty/],
  [{ layers: [layer({ kind: "text", path: "greeting", text: "" })] }, "path", /absolute path/],
  [{ layers: [layer({ kind: "text", path: "/lib/x", text: "" })] }, "path", /folder in \/usr/],
  [{ layers: [layer({ kind: "text", path: "/a/../b", text: "" })] }, "path", /\. or \.\./],
  [{ layers: [layer({ kind: "download", path: "/a" })] }, "kind", /must have another value/],
  [{ layers: [{ kind: "debian", name: "x", packages: ["A b"] }] }, "packages", /Debian package/],
  [{ colour: "red" }, "description", /unknown input "colour"/],
])("rejects %j", async (part, property, reason) => {
  const description = { ...descriptionOf("hello"), ...part } as PropertyMap;
  const { failures } = await newResource().check({ description });
  expect(failures.map(({ property }) => property).join()).toContain(property);
  expect(failures.map(({ reason }) => reason).join()).toMatch(reason);
});

function layer(file: object): object {
  return { kind: "files", name: "x", files: [file] };
}
