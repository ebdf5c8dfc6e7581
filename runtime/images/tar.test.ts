import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { sha256Of } from "../../lib/hashing";
import { arrange, type TarEntry, unpackTar, writeTar } from "./tar";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tar-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const { signal } = new AbortController();
const text = (path: string, content: string): TarEntry => ({
  type: "file",
  path,
  mode: 0o640,
  uid: 1337,
  gid: 42,
  content: Buffer.from(content),
});
const list = (path: string) =>
  execFileSync("tar", ["--numeric-owner", "-tvf", path], {
    encoding: "utf8",
    env: { ...process.env, TZ: "UTC" },
  });

test("tar reads the written kinds, modes, owners, targets, contents and times of 0", async () => {
  const path = join(root, "x.tar");
  writeFileSync(join(root, "large"), "y".repeat(3 << 20));
  const long = `deep/${"long-name/".repeat(30)}ő`;
  const { digest, size } = await writeTar(
    path,
    [
      { type: "symlink", path: "etc/link", target: "../greeting" },
      { type: "directory", path: "tmp", mode: 0o1777 },
      text("greeting", "hello"),
      text(long, "far down"),
      { type: "file", path: "large", mode: 0o755, content: { file: join(root, "large") } },
    ],
    signal,
  );
  expect(size).toBe(statSync(path).size);
  expect(digest).toBe(`sha256:${await sha256Of(path)}`);
  const lines = list(path);
  expect(lines).toMatch(/^lrwxrwxrwx 0\/0 +0 1970-01-01 00:00 etc\/link -> ..\/greeting$/m);
  expect(lines).toMatch(/^drwxrwxrwt 0\/0 +0 1970-01-01 00:00 tmp\/?$/m);
  expect(lines).toMatch(/^-rw-r----- 1337\/42 +5 1970-01-01 00:00 greeting$/m);
  expect(lines).toMatch(/^-rwxr-xr-x 0\/0 +3145728 /m);
  execFileSync("tar", ["-C", root, "--no-same-owner", "-xf", path]);
  expect(readFileSync(join(root, long), "utf8")).toBe("far down");
  expect(readFileSync(join(root, "greeting"), "utf8")).toBe("hello");
  expect(readlinkSync(join(root, "etc/link"))).toBe("../greeting");
});

test("writes equal bytes for equal entries in any order", async () => {
  const name = fc.stringMatching(/^[a-z.-]{1,4}$/).filter((part) => part !== "." && part !== "..");
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  let n = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(path, { maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      async (paths, order) => {
        // A file may not lie in a file.
        const files = paths.filter((one) => !paths.some((other) => one.startsWith(`${other}/`)));
        const entries = files.map((one) => text(one, one));
        const shuffled = entries
          .map((entry) => ({ entry, at: order.next().value }))
          .sort((a, b) => a.at - b.at);
        const [one, other] = [join(root, `${n++}.tar`), join(root, `${n++}.tar`)];
        const written = await writeTar(one, entries, signal);
        expect(
          await writeTar(
            other,
            shuffled.map(({ entry }) => entry),
            signal,
          ),
        ).toEqual(written);
        const seen = new Set<string>(["."]);
        for (const entry of arrange(entries)) {
          expect(seen.has(join(entry.path, ".."))).toBe(true); // folders come first
          seen.add(entry.path);
        }
      },
    ),
    { numRuns: 30 },
  );
});

test("rejects two files of the same path, and a file below a file", () => {
  expect(() => arrange([text("a", "1"), text("a", "2")])).toThrow("/a: found two entries; expected one");
  expect(() => arrange([text("a", "1"), text("a/b/c", "2")])).toThrow(
    "/a/b/c: its parent /a is not a folder",
  );
  const folder: TarEntry = { type: "directory", path: "a", mode: 0o755 };
  expect(arrange([folder, folder, text("a/b", "1")]).map(({ path }) => path)).toEqual(["a", "a/b"]);
});

test("fails for a missing file and for a cancellation", async () => {
  const missing: TarEntry = {
    type: "file",
    path: "a",
    mode: 0o644,
    content: { file: join(root, "nothing") },
  };
  await expect(writeTar(join(root, "x.tar"), [missing], signal)).rejects.toThrow(/ENOENT.*nothing/);
  const before = AbortSignal.abort(new Error("cancelled"));
  await expect(writeTar(join(root, "y.tar"), [text("a", "1")], before)).rejects.toThrow("cancelled");
  expect(existsSync(join(root, "y.tar"))).toBe(false);
  const controller = new AbortController();
  writeFileSync(join(root, "large"), Buffer.alloc(64 << 20));
  const large: TarEntry = { type: "file", path: "a", mode: 0o644, content: { file: join(root, "large") } };
  const writing = writeTar(join(root, "z.tar"), [large], controller.signal);
  setImmediate(() => controller.abort(new Error("cancelled")));
  await expect(writing).rejects.toThrow("cancelled");
});

describe("unpacking", () => {
  const unpacked = async (...layers: TarEntry[][]) => {
    const folder = join(root, "unpacked");
    mkdirSync(folder);
    for (const [i, entries] of layers.entries()) {
      const archive = join(root, `${i}.tar`);
      await writeTar(archive, entries, signal);
      await unpackTar(archive, folder, signal);
    }
    return folder;
  };

  test("follows a link of a lower layer to a folder within", async () => {
    const folder = await unpacked(
      [
        { type: "symlink", path: "lib", target: "usr/lib" },
        { type: "directory", path: "usr/lib", mode: 0o755 },
      ],
      [text("lib/a", "1")],
    );
    expect(readFileSync(join(folder, "usr/lib/a"), "utf8")).toBe("1");
  });

  test("writes nothing outside the folder through a link of a lower layer", async () => {
    const outside = join(root, "outside");
    mkdirSync(outside);
    const attempt = unpacked(
      [{ type: "symlink", path: "etc", target: outside }],
      [text("etc/deep/passwd", "root")],
    );
    await expect(attempt).rejects.toThrow(
      `/etc: found a link to ${outside}; expected a folder in ${join(root, "unpacked")}`,
    );
    expect(readdirSync(outside)).toEqual([]);
  });
});
