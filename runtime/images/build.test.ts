import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BuiltImage, ensureImage } from "./build";
import { type FileDescription, imageDescription, type ImageDescription } from "./description";
import { images } from "./descriptions";
import { keysOf } from "./key";

let root: string;
let project: string;
let messages: string[];
let controller: AbortController;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "images-"));
  project = join(root, "project");
  process.env.MESHSTACK_CACHE = join(root, "cache");
  for (const [path, content] of Object.entries(PROJECT)) {
    mkdirSync(join(project, path, ".."), { recursive: true });
    writeFileSync(join(project, path), content);
  }
  messages = [];
  controller = new AbortController();
});
afterEach(() => {
  delete process.env.MESHSTACK_CACHE;
  rmSync(root, { recursive: true });
});

const PROJECT: Record<string, string> = {
  "page.html": "<h1>hello</h1>",
  "app/main.ts": 'import { greeting } from "./greeting";\nconsole.log(greeting satisfies string);\n',
  "app/greeting.ts": 'export const greeting = "hello";\n',
  "app/greeting.test.ts": "",
  "outside.ts": "export const outside = 1;\n",
  "hello/go.mod": "module example.com/hello\n\ngo 1.21\n",
  "hello/main.go": 'package main\n\nfunc main() { println("hello") }\n',
  "node_modules/esbuild/package.json": '{"version":"1"}',
};

const withBundle: FileDescription = {
  kind: "bundle",
  path: "/app/main.js",
  entry: "app/main.ts",
  sources: ["app"],
  node: "18",
};
const FILES: FileDescription[] = [
  { kind: "text", path: "/etc/greeting", text: "hello", mode: 0o600, uid: 7, gid: 8 },
  { kind: "project", path: "/srv/page.html", file: "page.html" },
  { kind: "directory", path: "/var/lib/hello", uid: 7 },
  { kind: "symlink", path: "/usr/bin/node", target: "/usr/bin/nodejs" },
  withBundle,
];

function descriptionOf(name: string, files: FileDescription[], layer = "files"): ImageDescription {
  return {
    name,
    layers: [{ kind: "files", name: layer, files }],
    users: [{ name: "hello", id: 7, home: "/home/hello" }],
    config: {
      entrypoint: ["/hello"],
      cmd: ["a b"],
      env: { B: "2", A: "1" },
      user: "7:7",
      workingDir: "/srv",
      exposedPorts: [9080, 80],
      volumes: ["/var/lib/hello"],
    },
  };
}

const resolveIn = (path: string) => resolve(project, path);
const build = (description: ImageDescription): Promise<BuiltImage> =>
  ensureImage(description, {
    resolve: resolveIn,
    progress: (message) => messages.push(message),
    signal: controller.signal,
  });
const keyOf = async (description: ImageDescription) => (await keysOf(description, resolveIn)).key;

/** Reads blobs of an OCI archive and verifies their digests. */
function blobsOf(archive: string): { index: Index; blob: (digest: string) => Buffer } {
  const read = (path: string) => execFileSync("tar", ["-xOf", archive, path], { maxBuffer: 1 << 28 });
  const blob = (digest: string): Buffer => {
    const content = read(`blobs/${digest.replace(":", "/")}`);
    expect(`sha256:${createHash("sha256").update(content).digest("hex")}`).toBe(digest);
    return content;
  };
  expect(JSON.parse(read("oci-layout").toString())).toEqual({ imageLayoutVersion: "1.0.0" });
  return { index: JSON.parse(read("index.json").toString()) as Index, blob };
}
interface Descriptor {
  digest: string;
  size: number;
  annotations: Record<string, string>;
}
interface Index {
  manifests: Descriptor[];
}
function partsOf(archive: string) {
  const { index, blob } = blobsOf(archive);
  const manifest = JSON.parse(blob(index.manifests[0]!.digest).toString()) as {
    config: Descriptor;
    layers: Descriptor[];
  };
  const config = JSON.parse(blob(manifest.config.digest).toString()) as {
    config: Record<string, unknown>;
    rootfs: { diff_ids: string[] };
  };
  return { index, manifest, config, layers: manifest.layers.map(({ digest }) => blob(digest)) };
}
const list = (layer: Buffer) =>
  execFileSync("tar", ["--numeric-owner", "-tv"], { input: layer, encoding: "utf8" });

test("builds the described image in an OCI layout with valid digests", async () => {
  const { archive, digest, name } = await build(descriptionOf("hello", FILES));
  const { index, manifest, config, layers } = partsOf(archive);
  expect(index.manifests.length).toBe(1);
  expect(index.manifests[0]).toMatchObject({ digest, annotations: { "io.containerd.image.name": name } });
  expect(config.rootfs.diff_ids).toEqual(manifest.layers.map((layer) => layer.digest));
  expect(manifest.layers.map(({ size }) => size)).toEqual(layers.map(({ length }) => length));
  expect(config.config).toMatchObject({
    Entrypoint: ["/hello"],
    Cmd: ["a b"],
    Env: ["A=1", "B=2", expect.stringMatching(/^PATH=/)],
    User: "7:7",
    WorkingDir: "/srv",
    ExposedPorts: { "80/tcp": {}, "9080/tcp": {} },
    Volumes: { "/var/lib/hello": {} },
  });
  const [files, users] = layers.map(list);
  expect(files).toMatch(/^-rw------- 7\/8 +5 .* etc\/greeting$/m);
  expect(files).toMatch(/^drwxr-xr-x 7\/0 .* var\/lib\/hello\/?$/m);
  expect(files).toMatch(/^l.* usr\/bin\/node -> \/usr\/bin\/nodejs$/m);
  expect(users).toMatch(/^drwxr-xr-x 7\/7 .* home\/hello\/?$/m);
  expect(users).toMatch(/^drwxrwxrwt 0\/0 .* tmp\/?$/m);
  const program = execFileSync("tar", ["-xO", "app/main.js"], { input: layers[0]! });
  expect(execFileSync(process.execPath, ["-"], { input: program, encoding: "utf8" })).toBe("hello\n");
});

test("Docker's manifest lists the same blobs as the OCI layout", async () => {
  const { archive, name } = await build(descriptionOf("hello", FILES));
  const { manifest } = partsOf(archive);
  const path = ({ digest }: { digest: string }) => `blobs/${digest.replace(":", "/")}`;
  expect(JSON.parse(execFileSync("tar", ["-xOf", archive, "manifest.json"], { encoding: "utf8" }))).toEqual([
    { Config: path(manifest.config), RepoTags: [name], Layers: manifest.layers.map(path) },
  ]);
});

test("builds equal images from equal sources in another cache and checkout", async () => {
  const one = await build(descriptionOf("hello", FILES));
  const moved = join(root, "elsewhere/deeper");
  mkdirSync(join(moved, ".."));
  execFileSync("cp", ["-r", project, moved]);
  project = moved;
  process.env.MESHSTACK_CACHE = join(root, "another");
  const other = await build(descriptionOf("hello", FILES));
  expect(other.archive).not.toBe(one.archive);
  expect([other.name, other.digest, other.key]).toEqual([one.name, one.digest, one.key]);
});

test("builds a shared layer once", async () => {
  const common = descriptionOf("one", FILES).layers[0]!;
  const two = descriptionOf("two", [{ kind: "text", path: "/two", text: "2" }], "two");
  const [one, other] = [
    await build(descriptionOf("one", FILES)),
    await build({ ...two, layers: [common, ...two.layers] }),
  ];
  expect(messages.filter((message) => message === "writing the layer files").length).toBe(1);
  const [a, b] = [one, other].map(({ archive }) =>
    partsOf(archive).manifest.layers.map(({ digest }) => digest),
  );
  expect(b![0]).toBe(a![0]);
  expect(b!.length).toBe(3);
});

test("the key changes with each source of an image, and with no other file", async () => {
  const description = descriptionOf("hello", FILES);
  const key = await keyOf(description);
  const keys = [key];
  writeFileSync(join(project, "app/greeting.test.ts"), "// changed");
  writeFileSync(join(project, "outside.ts"), "// changed");
  expect(await keyOf(description)).toBe(key);
  for (const path of ["page.html", "app/greeting.ts", "app/main.ts", "node_modules/esbuild/package.json"]) {
    writeFileSync(join(project, path), `${PROJECT[path]} `);
    keys.push(await keyOf(description));
  }
  keys.push(await keyOf({ ...description, config: { ...description.config, user: "0" } }));
  keys.push(await keyOf({ ...description, users: [] }));
  keys.push(await keyOf(descriptionOf("hello", FILES.slice(1))));
  keys.push(await keyOf({ ...description, layers: [...description.layers, ...description.layers] }));
  expect(new Set(keys).size).toBe(keys.length);
});

const withGo = spawnSync("go", ["version"]).status === 0 ? test : test.skip;
withGo("builds a Go program, and again when its sources change", async () => {
  const description = descriptionOf("hello", [
    { kind: "goBinary", path: "/hello", directory: "hello", package: "." },
  ]);
  const one = await build(description);
  expect(messages).toContain("building hello");
  const [files] = partsOf(one.archive).layers;
  expect(list(files!)).toMatch(/^-rwxr-xr-x 0\/0 .* hello$/m);
  writeFileSync(join(project, "hello/main.go"), 'package main\n\nfunc main() { println("moin") }\n');
  expect((await build(description)).digest).not.toBe(one.digest);
});

test("rejects a bundle that imports files outside its sources", async () => {
  writeFileSync(
    join(project, "app/main.ts"),
    'import { outside } from "../outside";\nconsole.log(outside);\n',
  );
  await expect(build(descriptionOf("hello", [withBundle]))).rejects.toThrow(
    /app\/main.ts imports .*outside.ts, which is outside its sources/,
  );
  writeFileSync(join(project, "app/main.ts"), "const = 1;\n");
  await expect(build(descriptionOf("hello", [withBundle]))).rejects.toThrow(/cannot bundle .*main.ts: .*/);
});

test("an interrupted build leaves only complete layers, which the next build uses", async () => {
  const first = descriptionOf("hello", FILES);
  const second = descriptionOf("hello", [withBundle], "second");
  const description = { ...first, layers: [...first.layers, ...second.layers] };
  const interrupted = ensureImage(description, {
    resolve: resolveIn,
    progress: (message) => message === "writing the layer second" && controller.abort(new Error("cancelled")),
    signal: controller.signal,
  });
  await expect(interrupted).rejects.toThrow("cancelled");
  const folder = join(root, "cache/meshstack/images");
  expect(readdirSync(folder)).toEqual(["layers"]);
  expect(readdirSync(join(folder, "layers")).map((name) => name.replace(/-.*/, ""))).toEqual(["files"]);
  controller = new AbortController();
  // Two files of the same path are detected only when the layer is written.
  const clash = {
    ...first,
    layers: [...first.layers, ...descriptionOf("x", [withBundle, withBundle], "x").layers],
  };
  await expect(build(clash)).rejects.toThrow(
    "cannot write the layer x: /app/main.js: found two entries; expected one",
  );
  expect(existsSync((await build({ ...description, layers: description.layers.slice(0, 1) })).archive)).toBe(
    true,
  );
  expect(messages.filter((message) => message === "writing the layer files")).toEqual([]);
});

const asRoot = process.platform === "linux" && process.getuid?.() === 0 ? test : test.skip;

asRoot("a full disk during a build is one message, and the next build continues", async () => {
  const cache = join(root, "cache");
  mkdirSync(cache);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "full-disk", cache]);
  try {
    writeFileSync(join(project, "page.html"), randomBytes(2 << 20));
    const description = descriptionOf("hello", FILES);
    const error = (await build(description).catch((reason: unknown) => reason)) as Error;
    expect(error.message).toMatch(/: found a full disk while it was built, now \d MiB free for /);
    expect(error.message).toContain(`MiB free for ${cache}`);
    expect(error.message).not.toContain("\n");
    execFileSync("mount", ["-o", "remount,size=20m", cache]);
    expect(existsSync((await build(description)).archive)).toBe(true);
  } finally {
    execFileSync("umount", [cache]);
  }
});

test("all descriptions of the project are valid, and their sources exist", async () => {
  const checkout = resolve(__dirname, "..", "..");
  for (const description of images) {
    expect(imageDescription.parse(JSON.parse(JSON.stringify(description)))).toEqual(description);
    if (spawnSync("go", ["version"]).status === 0) {
      expect((await keysOf(description, (path) => resolve(checkout, path))).key).toMatch(/^[0-9a-f]{16}$/);
    }
  }
  expect(new Set(images.map(({ name }) => name)).size).toBe(images.length);
});
