import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { readRecording } from "../../../test/recordings";
import { emptySnapshot, type ResourceState, type Snapshot } from "../model/state";
import { CheckpointWriter } from "./checkpointWriter";
import { FileBackend } from "./fileBackend";
import { CheckpointSerializer } from "./serialize";

const reference = { project: "proj", stack: "dev" };
let root: string;
let backend: FileBackend;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "backend-"));
  backend = FileBackend.open(`file://${root}`, "/");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const resource = (name: string, size = 10): ResourceState => ({
  urn: `urn:pulumi:dev::proj::t:index:T::${name}`,
  type: "t:index:T",
  custom: true,
  id: name,
  inputs: {},
  outputs: { text: "x".repeat(size) },
  dependencies: [],
  initErrors: [],
  propertyDependencies: {},
  additionalSecretOutputs: [],
  aliases: [],
});
const snapshotOf = (...resources: ResourceState[]): Snapshot => ({ ...emptySnapshot(), resources });
const stateText = (): string => readFileSync(backend.layout.state(reference), "utf8");

describe("states", () => {
  test("are written with mode 0600, keep the previous one as .bak, and have attributes at the end", async () => {
    const writer = new CheckpointWriter(backend, reference, new CheckpointSerializer(undefined));
    await writer.save(snapshotOf(resource("a")));
    const first = stateText();
    await writer.save(snapshotOf(resource("b")));
    await writer.close();
    const file = backend.layout.state(reference);
    expect(readFileSync(`${file}.bak`, "utf8")).toBe(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(`${file}.attrs`, "utf8"))).toMatchObject({
      md5: expect.any(String) as string,
    });
    expect(readdirSync(join(root, ".pulumi", "stacks", "proj")).sort()).toEqual([
      "dev.json",
      "dev.json.attrs",
      "dev.json.bak",
    ]);
    expect(readFileSync(join(root, ".pulumi", "meta.yaml"), "utf8")).toBe("version: 1\n");
    expect((await backend.read(reference)).latest!.resources!.map((r) => r.id)).toEqual(["b"]);
  });

  test("have the newest snapshot on disk when one of several overlapping saves settles", async () => {
    const writer = new CheckpointWriter(backend, reference, new CheckpointSerializer(undefined));
    const ids = Array.from({ length: 50 }, (_, index) => `n${index}`);
    const seen: string[] = [];
    await Promise.all(
      ids.map(async (_, index) => {
        await writer.save(snapshotOf(...ids.slice(0, index + 1).map((id) => resource(id))));
        const count = (JSON.parse(stateText()) as { checkpoint: { latest: { resources: unknown[] } } })
          .checkpoint.latest.resources.length;
        expect(count).toBeGreaterThanOrEqual(index + 1);
        seen.push(String(count));
      }),
    );
    expect(seen.at(-1)).toBe("50");
  });

  test("that are invalid are written, reported, and rejected by later commands", async () => {
    const writer = new CheckpointWriter(backend, reference, new CheckpointSerializer(undefined));
    const broken = snapshotOf({ ...resource("a"), parent: "urn:missing" });
    await expect(writer.save(broken)).rejects.toThrow(
      /snapshot integrity failure; it was already written.*missing parent/s,
    );
    expect(stateText()).toContain("urn:missing");
  });

  test.each([
    ["truncated", (text: string) => text.slice(0, text.length / 2), /not valid JSON, or is truncated/],
    ["empty", () => "", /the file is empty/],
    ["newer", (text: string) => text.replace('"version": 3', '"version": 4'), /version is 4, newer/],
    ["older", (text: string) => text.replace('"version": 3', '"version": 1'), /version is 1; only 3/],
    ["another document", () => '{"version": 3}', /`checkpoint` must be a map/],
    [
      "a resource without URN",
      (text: string) => text.replace(/"urn": "[^"]*"/, '"urn": ""'),
      /resources\[0\]: `urn` must be/,
    ],
  ])("that are %s are rejected with the file's path and stay unchanged", async (_, spoil, message) => {
    await new CheckpointWriter(backend, reference, new CheckpointSerializer(undefined)).save(
      snapshotOf(resource("a")),
    );
    const file = backend.layout.state(reference);
    const spoilt = spoil(stateText());
    writeFileSync(file, spoilt);
    await expect(backend.read(reference)).rejects.toThrow(message);
    await expect(backend.read(reference)).rejects.toThrow(file);
    expect(stateText()).toBe(spoilt);
  });

  test("report the official message and exit code if missing", async () => {
    await expect(backend.read(reference)).rejects.toMatchObject({
      message: "no stack named 'dev' found",
      exitCode: 6,
    });
  });

  test("are removed with their history, but keep the .bak", async () => {
    await new CheckpointWriter(backend, reference, new CheckpointSerializer(undefined)).save(snapshotOf());
    const info = {
      kind: "update",
      startTime: 1,
      message: "",
      environment: {},
      config: {},
      result: "succeeded",
      endTime: 2,
      resourceChanges: {},
    } as const;
    await backend.addToHistory(reference, info);
    expect(readdirSync(backend.layout.historyDir(reference))).toHaveLength(4);
    await backend.remove(reference);
    expect(backend.exists(reference)).toBe(false);
    expect(readdirSync(join(root, ".pulumi", "stacks", "proj")).sort()).toEqual([
      "dev.json.bak",
      "dev.json.bak.attrs",
    ]);
    expect(readdirSync(backend.layout.historyDir(reference))).toEqual([]);
    expect(readdirSync(backend.layout.backupDir(reference))).toEqual([
      expect.stringMatching(/^dev\.\d{19}\.json$/),
      expect.stringMatching(/^dev\.\d{19}\.json\.attrs$/),
    ]);
  });
});

describe("backends", () => {
  test("reject unsupported URLs", () => {
    expect(() => FileBackend.open("s3://bucket", "/")).toThrow(/does not support the backend s3:\/\/bucket/);
  });
  test("reject folders with another layout", () => {
    mkdirSync(join(root, ".pulumi"));
    writeFileSync(join(root, ".pulumi", "meta.yaml"), "version: 2\n");
    expect(() => FileBackend.open(`file://${root}`, "/")).toThrow(/version 2 is not supported/);
  });
  test("come from the environment, else from the login", () => {
    mkdirSync(join(root, "home"));
    writeFileSync(join(root, "home", "credentials.json"), JSON.stringify({ current: "file://./other" }));
    expect(FileBackend.fromEnvironment({ PULUMI_HOME: join(root, "home") }, root).root).toBe(
      join(root, "other"),
    );
    const env = {
      PULUMI_HOME: join(root, "home"),
      PULUMI_BACKEND_URL: `file://${root}/x%20y?no_tmp_dir=true`,
    };
    expect(FileBackend.fromEnvironment(env, "/").root).toBe(join(root, "x y"));
  });
});

describe("locks", () => {
  test("name their owner in the official words", async () => {
    const lock = await backend.lock(reference);
    await expect(backend.lock(reference)).rejects.toThrow(
      new RegExp(
        "^the stack is currently locked by 1 lock\\(s\\)\\. Either wait for the other process\\(es\\) to end or delete the lock file " +
          `with \`pulumi cancel\`\\.\n  file://${root}/\\.pulumi/locks/organization/proj/dev/[-0-9a-f]{36}\\.json\\?no_tmp_dir=true: ` +
          `created by [^@]+@${hostname()} \\(pid ${process.pid}\\) at \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$`,
      ),
    );
    await lock.release();
    await (await backend.lock(reference)).release();
  });

  /** Leaves the lock of a process that has ended, on this machine by default. */
  async function leaveLock(host = hostname()): Promise<number> {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const file = backend.layout.lock(reference, "x");
    mkdirSync(dirname(file), { recursive: true });
    const content = { pid: child.pid, username: "u", hostname: host, timestamp: "2026-01-01T00:00:00Z" };
    writeFileSync(file, JSON.stringify(content));
    return child.pid!;
  }

  test("of ended processes are taken over if requested, others are not", async () => {
    const notices: string[] = [];
    backend.takeOverLocks = (notice) => notices.push(notice);
    const pid = await leaveLock();
    const lock = await backend.lock(reference);
    expect(notices).toEqual([
      `taking over the lock created by u@${hostname()} (pid ${pid}) at 2026-01-01T00:00:00Z, which has ended without ` +
        "releasing it",
    ]);
    await expect(backend.lock(reference)).rejects.toThrow(/currently locked/); // This process still runs.
    await lock.release();
    await leaveLock("another-machine");
    await expect(backend.lock(reference)).rejects.toThrow(/created by u@another-machine/);
    expect(notices).toHaveLength(1);
  });

  test.each(["", "null", "7", "[]"])("with the text %j are reported, and never taken over", async (text) => {
    backend.takeOverLocks = () => undefined;
    const file = backend.layout.lock(reference, "x");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    await expect(backend.lock(reference)).rejects.toThrow(/x\.json\?no_tmp_dir=true: not a valid lock$/);
  });

  test("of ended processes are reported as safe to cancel", async () => {
    await leaveLock();
    await expect(backend.lock(reference)).rejects.toThrow(
      /has ended without releasing it, so `pulumi cancel` is safe/,
    );
    expect(await backend.cancel(reference)).toBe(1);
    await (await backend.lock(reference)).release();
  });

  describe("as recorded", () => {
    test("are understood", async () => {
      const file = backend.layout.lock(reference, "2fc98ca7-dcae-47ab-9498-65a759c9e57c");
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, readRecording("commands", "lock-file.json"));
      const recorded = /error: (.*)\n\n--- exit/s.exec(readRecording("commands", "locked.txt"))![1]!;
      const expected = recorded.replaceAll("BACKEND", root).replace("dynamic-provider", "proj");
      await expect(backend.lock(reference)).rejects.toThrow(expected);
    });
  });
});

/** A process that runs this engine's code, and its output lines. */
function startProcess(script: string): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "-e", `(async () => {${script}})()`], {
    cwd: join(__dirname, "..", "..", ".."),
    stdio: ["pipe", "pipe", "inherit"],
  });
  return { child, lines: createInterface({ input: child.stdout! })[Symbol.asyncIterator]() };
}

const PRELUDE = (): string => `
  const { FileBackend } = require(${JSON.stringify(join(__dirname, "fileBackend.ts"))});
  const { CheckpointWriter } = require(${JSON.stringify(join(__dirname, "checkpointWriter.ts"))});
  const { CheckpointSerializer } = require(${JSON.stringify(join(__dirname, "serialize.ts"))});
  const backend = FileBackend.open(${JSON.stringify(`file://${root}`)}, "/");
  const reference = ${JSON.stringify(reference)};
`;

test("two processes never hold the lock at the same time", async () => {
  const script = `${PRELUDE()}
    const { openSync, closeSync, unlinkSync } = require("node:fs");
    console.log("ready");
    for await (const _ of process.stdin) break;
    let won = 0, lost = 0;
    for (let round = 0; round < 30; round++) {
      try {
        const lock = await backend.lock(reference);
        // Fails when another process holds the lock.
        closeSync(openSync(${JSON.stringify(join(root, "inside"))}, "wx"));
        await new Promise((done) => setImmediate(done));
        unlinkSync(${JSON.stringify(join(root, "inside"))});
        won++;
        await lock.release();
      } catch (error) {
        if (!/currently locked/.test(error.message)) throw error;
        lost++;
      }
    }
    console.log(JSON.stringify({ won, lost }));
    process.exit(0);
  `;
  const processes = [startProcess(script), startProcess(script)];
  for (const { lines } of processes) expect((await lines.next()).value).toBe("ready");
  for (const { child } of processes) child.stdin!.write("go\n");
  const results = await Promise.all(
    processes.map(async ({ lines }) => JSON.parse((await lines.next()).value as string) as { won: number }),
  );
  expect(results[0]!.won + results[1]!.won).toBeGreaterThan(0);
  expect(existsSync(join(root, "inside"))).toBe(false);
  expect(readdirSync(backend.layout.lockDir(reference))).toEqual([]);
});

test("a killed writer leaves a complete state", async () => {
  const script = `${PRELUDE()}
    const base = ${JSON.stringify(resource("x", 2000))};
    const make = (id) => ({ ...base, id, urn: base.urn + id });
    const writer = new CheckpointWriter(backend, reference, new CheckpointSerializer(undefined));
    for (let n = 1; ; n++) {
      const resources = Array.from({ length: 200 }, (_, i) => make("n" + n + "-" + i));
      await writer.save({ manifest: { time: "", magic: "", version: "" }, resources, pendingOperations: [] });
      console.log(n);
    }
  `;
  let last = 0;
  for (let round = 0; round < 4; round++) {
    const { child, lines } = startProcess(script);
    for (let n = 0; n < 2 + round; n++) last = Number((await lines.next()).value);
    child.kill("SIGKILL");
    await once(child, "exit");
    const { latest } = await backend.read(reference);
    const ids = latest!.resources!.map((each) => String(each.id));
    const generation = Number(/^n(\d+)-/.exec(ids[0]!)![1]);
    expect(generation).toBeGreaterThanOrEqual(last);
    expect(ids).toEqual(Array.from({ length: 200 }, (_, i) => `n${generation}-${i}`));
  }
});

test("reads a history of more updates than files that a process may open", async () => {
  const folder = backend.layout.historyDir(reference);
  mkdirSync(folder, { recursive: true });
  const versions = Array.from({ length: 500 }, (_, i) => 1000 + i);
  for (const version of versions)
    writeFileSync(join(folder, `dev-${version}.history.json`), JSON.stringify({ version }));
  const script = `${PRELUDE()}
    void backend.history(reference).then(
      (updates) => console.log(JSON.stringify(updates.map(({ version }) => version))),
      (error) => console.log(error.message),
    );
  `;
  const limited = [
    "-c",
    'ulimit -n 200; exec "$@"',
    "sh",
    process.execPath,
    "--require",
    "tsx/cjs",
    "-e",
    script,
  ];
  const { stdout } = spawnSync("sh", limited, { cwd: join(__dirname, "..", "..", ".."), encoding: "utf8" });
  expect(stdout).toBe(`${JSON.stringify(versions.reverse())}\n`);
});
