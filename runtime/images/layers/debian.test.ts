import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltImage, ensureImage } from "../build";
import type { DebianLayer } from "../description";
import { TestDebianArchive, type TestPackage, whyNoApt } from "../../../test/support/debianArchive";

let root: string;
let archive: TestDebianArchive;
let messages: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "debian-"));
  process.env.MESHSTACK_CACHE = join(root, "cache");
  archive = new TestDebianArchive(join(root, "archive"));
  archive.publish(PACKAGES);
  messages = [];
});
afterEach(() => {
  delete process.env.MESHSTACK_CACHE;
  archive.remove();
  rmSync(root, { recursive: true });
});

const PACKAGES: TestPackage[] = [
  {
    name: "greeter",
    version: "1:2.0",
    fields: { Depends: "libgreet (>= 1), debconf, heavy", Recommends: "toy" },
    files: {
      "usr/bin/greet": "#!/bin/sh\n",
      "usr/share/doc/greeter/copyright": "all mine",
      "etc/greet.conf": "a",
    },
  },
  { name: "libgreet", version: "1.1", files: { "lib/libgreet.so": "code", "usr/lib/greet/data": "data" } },
  { name: "heavy", version: "3", fields: { Depends: "heavier" }, files: { "usr/share/heavy": "x" } },
  { name: "heavier", version: "3", files: { "usr/share/heavier": "x" } },
  { name: "toy", version: "1", files: { "usr/games/toy": "x" } },
];

const base: DebianLayer = { kind: "debian", name: "base", packages: ["libgreet"] };
const greeter: DebianLayer = { kind: "debian", name: "greeter", packages: ["greeter"], without: ["heavy"] };

const build = (...layers: DebianLayer[]): Promise<BuiltImage> =>
  ensureImage(
    { name: "hello", layers, config: { entrypoint: ["/usr/bin/greet"] } },
    {
      resolve: (path) => path,
      progress: (message) => messages.push(message),
      signal: new AbortController().signal,
    },
  );

const layersFolder = () => join(root, "cache/meshstack/images/layers");
const downloads = () => join(root, "cache/meshstack/images/downloads/apt/archives");
function pathsOf(layer: string): string[] {
  const folder = readdirSync(layersFolder()).find((name) => name.startsWith(`${layer}-`))!;
  const output = execFileSync("tar", ["-tf", join(layersFolder(), folder, "layer.tar")], {
    encoding: "utf8",
  });
  return output.split("\n").map((path) => path.replace(/\/$/, ""));
}

const reason = whyNoApt();
const withApt = reason === undefined ? describe : describe.skip;
withApt(`with apt${reason === undefined ? "" : `, skipped: ${reason}`}`, () => {
  test("a layer contains its packages and dependencies, except those of lower layers and omitted ones", async () => {
    const { archive: file } = await build(base, greeter);
    expect(pathsOf("base")).toEqual(
      expect.arrayContaining(["usr/lib/libgreet.so", "usr/lib/greet/data", "lib"]),
    );
    const paths = pathsOf("greeter");
    expect(paths).toEqual(expect.arrayContaining(["usr/bin/greet", "etc/greet.conf"]));
    expect(paths.filter((path) => /libgreet|heav|toy|doc/.test(path))).toEqual([]);
    expect(execFileSync("tar", ["-xOf", file], { encoding: "latin1" })).toContain(
      '"meshstack.debian-packages":"greeter=1:2.0 libgreet=1.1"',
    );
    expect(readdirSync(downloads()).filter((name) => name.endsWith(".deb"))).toEqual([]);
  });

  test("skips excluded files, independently of the machine's packages", async () => {
    await build({ ...greeter, exclude: ["/usr/lib/greet", "/etc/greet.conf"] });
    const paths = pathsOf("greeter");
    expect(paths).toContain("usr/lib/libgreet.so");
    expect(paths.filter((path) => /^etc\/greet|greet\/data|lib\/greet$/.test(path))).toEqual([]);
  });

  test("rejects and deletes a damaged download, and the next run succeeds", async () => {
    archive.damage("greeter");
    await expect(build(greeter)).rejects.toThrow(
      /^cannot download the Debian packages greeter: apt-get failed:[^]*Hash Sum mismatch[^]*apt-get update/,
    );
    archive.publish(PACKAGES);
    await build(greeter);

    rmSync(join(root, "cache/meshstack/images/layers"), { recursive: true });
    rmSync(join(root, "cache/meshstack/images", readdirImage()), { recursive: true });
    // apt does not download a file of the right size again.
    const bad = readFileSync(join(root, "archive/pool/libgreet.deb")).fill(0, 100);
    writeFileSync(join(downloads(), "libgreet_1.1_all.deb"), bad);
    await expect(build(greeter)).rejects.toThrow(/the file of libgreet 1.1 is damaged and was deleted/);
    expect(existsSync(join(downloads(), "libgreet_1.1_all.deb"))).toBe(false);
    await build(greeter);
  });

  test("updates the lists when a point release has removed a version", async () => {
    await build(base);
    archive.publish(
      PACKAGES.map((one) => ({ ...one, version: one.name === "greeter" ? "1:3.0" : one.version })),
    );
    await build(base, greeter);
    expect(messages.filter((message) => message.includes("package lists")).length).toBe(2);
    expect(pathsOf("greeter")).toContain("usr/bin/greet");
  });

  test("reports an unknown package", async () => {
    const attempt = build({ kind: "debian", name: "x", packages: ["no-such-thing"] });
    await expect(attempt).rejects.toThrow(
      /cannot download the Debian packages no-such-thing: apt-get failed:[^]*Unable to locate package no-such-thing/,
    );
    expect(readdirSync(layersFolder()).filter((name) => name.startsWith("x-"))).toEqual([]);
  });

  test("builds equal images from equal packages in another cache", async () => {
    const one = await build(base, greeter);
    process.env.MESHSTACK_CACHE = join(root, "another");
    const other = await build(base, greeter);
    expect(other.archive).not.toBe(one.archive);
    expect(other.digest).toBe(one.digest);
  });
});

const readdirImage = (): string =>
  readdirSync(join(root, "cache/meshstack/images")).find((name) => name.startsWith("hello-"))!;
