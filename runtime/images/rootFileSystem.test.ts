import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type FileDescription,
  rootFileSystemDescription,
  type RootFileSystemDescription,
} from "./description";
import { node } from "./descriptions";
import { mavenClient, pipClient } from "./descriptions/clients";
import { ensureRootFileSystem } from "./rootFileSystem";

let root: string;
let messages: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "roots-"));
  process.env.MESHSTACK_CACHE = join(root, "cache");
  messages = [];
});
afterEach(() => {
  delete process.env.MESHSTACK_CACHE;
  rmSync(root, { recursive: true });
});

const description = (...layers: FileDescription[][]): RootFileSystemDescription => ({
  name: "tree",
  layers: layers.map((files, i) => ({ kind: "files", name: `layer-${i}`, files })),
});
const LOWER: FileDescription[] = [
  { kind: "text", path: "/etc/greeting", text: "hello", uid: 7, gid: 8 },
  { kind: "text", path: "/usr/bin/greet", text: "#!/bin/sh\n", mode: 0o4755 },
  { kind: "symlink", path: "/usr/bin/hello", target: "greet" },
  { kind: "directory", path: "/proc", mode: 0o555 },
];

const unpack = (
  wanted: RootFileSystemDescription,
  progress = (message: string): unknown => messages.push(message),
  { signal } = new AbortController(),
) => ensureRootFileSystem(wanted, { resolve: (path) => path, progress, signal });

test("unpacks the layers over one another, for this user and without permission to write", async () => {
  const upper: FileDescription[] = [
    { kind: "text", path: "/etc/greeting", text: "moin" },
    { kind: "text", path: "/usr/bin/hello", text: "no link" },
  ];
  const { path } = await unpack(description(LOWER, upper));
  const file = (name: string) => lstatSync(join(path, name));
  expect(readFileSync(join(path, "etc/greeting"), "utf8")).toBe("moin");
  expect(readFileSync(join(path, "usr/bin/hello"), "utf8")).toBe("no link");
  expect(readFileSync(join(path, "usr/bin/greet"), "utf8")).toBe("#!/bin/sh\n");
  expect(file("etc/greeting").mode & 0o7777).toBe(0o444);
  expect(file("usr/bin/greet").mode & 0o7777).toBe(0o555);
  expect(file("etc/greeting").uid).toBe(process.getuid!());
  // The owner must be able to delete it.
  expect(file("proc").mode & 0o700).toBe(0o700);
});

test("keeps links", async () => {
  const { path } = await unpack(description(LOWER));
  expect(readlinkSync(join(path, "usr/bin/hello"))).toBe("greet");
});

test("unpacks once, and again with another instance after it was deleted", async () => {
  const first = await unpack(description(LOWER));
  messages = [];
  expect(await unpack(description(LOWER))).toEqual(first);
  expect(messages).toEqual([]);
  rmSync(dirname(first.path), { recursive: true });
  const second = await unpack(description(LOWER));
  expect([second.path, second.key]).toEqual([first.path, first.key]);
  expect(second.instance).not.toBe(first.instance);
  expect(messages).toEqual(["unpacking tree"]); // its layer is cached
});

test("concurrent calls unpack it once", async () => {
  const [one, other] = await Promise.all([unpack(description(LOWER)), unpack(description(LOWER))]);
  expect(one).toEqual(other);
  expect(messages.filter((message) => message === "unpacking tree").length).toBe(1);
});

test("an interruption leaves no incomplete folder", async () => {
  const controller = new AbortController();
  const stop = (message: string) => message === "unpacking tree" && controller.abort(new Error("cancelled"));
  await expect(unpack(description(LOWER), stop, controller)).rejects.toThrow("cancelled");
  expect(readdirSync(join(root, "cache/meshstack/images/roots"))).toEqual([]);
  expect(existsSync((await unpack(description(LOWER))).path)).toBe(true);
});

const versions = async (...numbers: number[]): Promise<string[]> => {
  const paths: string[] = [];
  for (const number of numbers) {
    const files: FileDescription[] = [{ kind: "text", path: "/version", text: `${number}` }];
    paths.push((await unpack(description(files))).path);
  }
  return paths;
};

test("deletes old versions", async () => {
  const paths = await versions(1, 2, 3, 4);
  expect(paths.map((path) => existsSync(path))).toEqual([false, true, true, true]);
});

const reason =
  spawnSync("unshare", ["--user", "--map-root-user", "--mount", "true"]).status !== 0 &&
  "this machine does not allow user namespaces";
(reason ? test.skip : test)(
  `keeps an old version that is mounted in another namespace${reason ? `, skipped: ${reason}` : ""}`,
  async () => {
    const [mounted] = await versions(1);
    const script = 'mount --bind "$0" "$0" && echo mounted && read -r _';
    const node = spawn("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", script, mounted!]);
    try {
      await once(node.stdout, "data");
      expect((await versions(2, 3, 4)).concat(mounted!).every((path) => existsSync(path))).toBe(true);
    } finally {
      node.stdin.end();
      await once(node, "close");
    }
    await versions(5);
    expect(existsSync(mounted!)).toBe(false);
  },
);

test("keeps an old version that a running process names in its environment", async () => {
  const [used] = await versions(1);
  const user = spawn("sleep", ["600"], { env: { ...process.env, FOLDER: used } });
  try {
    await once(user, "spawn");
    await versions(2, 3, 4);
    expect(existsSync(used!)).toBe(true);
  } finally {
    user.kill();
    await once(user, "close");
  }
});

test("all root file systems of the project are valid", () => {
  for (const one of [node, pipClient, mavenClient]) {
    expect(rootFileSystemDescription.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  }
});
