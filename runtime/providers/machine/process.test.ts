import fc from "fast-check";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InitializationError } from "../../protocol/provider";
import type { PropertyMap } from "../../protocol/values";
import { TestResource } from "../../../test/support/testResource";
import {
  identityOf,
  isAlive,
  parseStat,
  type ProcessIdentity,
  sameProcess,
} from "../../../lib/processIdentity";
import { decide } from "./process";
import { parseRecord, type ProcessRecord, readRecord } from "./process/launch";
import { probeOnce } from "./process/readiness";
import { until } from "../../../lib/until";

/** A server that answers with its start's text, counts its starts, and can ignore SIGTERM. */
const SERVER = `
const fs = require("node:fs");
fs.appendFileSync("starts", "x");
if (process.env.STUBBORN) process.on("SIGTERM", () => {});
else process.on("SIGTERM", () => { fs.appendFileSync("stops", "x"); process.exit(0); });
console.log("env " + Object.keys(process.env).sort().join(" "));
fs.writeFileSync("created", "");
const server = require("node:http").createServer((request, response) => {
  response.statusCode = request.url === "/ready" ? 200 : 503;
  response.end(process.argv[3] ?? "");
});
server.listen(Number(process.argv[2]), "127.0.0.1");
`;

let directory: string;
let port: number;
let resource: TestResource;

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
const inputs = (more: PropertyMap = {}): PropertyMap => ({
  command: process.execPath,
  args: ["server.js", String(port)],
  cwd: directory,
  logFile: "logs/server.log",
  pidFile: "logs/server.pid",
  readiness: { url: `http://127.0.0.1:${port}/ready`, timeoutSeconds: 20 },
  graceSeconds: 5,
  ...more,
});
const outputs = () => resource.outputs as unknown as ProcessIdentity & { logFile: string; pidFile: string };
const count = (file: string) =>
  existsSync(join(directory, file)) ? statSync(join(directory, file)).size : 0;
const ended = (identity: ProcessIdentity) =>
  until(() => (isAlive(identity) ? undefined : true), { timeoutMs: 10_000 });
const kill9 = async (identity: ProcessIdentity) => {
  process.kill(identity.pid, "SIGKILL");
  expect(await ended(identity)).toBe(true);
};
/** Another engine on the same stack: it knows only the state. */
const anotherCommand = () => {
  const next = new TestResource("local:index:Process", directory);
  next.state = resource.state;
  resource = next;
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "process-"));
  writeFileSync(join(directory, "server.js"), SERVER);
  port = await freePort();
  resource = new TestResource("local:index:Process", directory);
});
afterEach(async () => {
  await resource.destroy();
  // A failed test may leave its process, which the launcher recorded.
  const left = readRecord(join(directory, "logs/server.pid"));
  if (left && isAlive(left)) await kill9(left);
  rmSync(directory, { recursive: true });
});

test("starts, is found again, stays while nothing changes, and stops", async () => {
  expect(await resource.up(inputs())).toBe("create");
  const started = { ...outputs() };
  anotherCommand();
  expect(await resource.up(inputs())).toBe("same");
  expect(await resource.refresh()).toBe(true);
  expect(outputs().pid).toBe(started.pid);
  await resource.destroy();
  expect(isAlive(started)).toBe(false);
  expect([count("starts"), count("stops")]).toEqual([1, 1]);
  expect(existsSync(started.pidFile)).toBe(false);
});

test("restricts its files to the user, and passes few environment variables", async () => {
  process.env.PULUMI_CONFIG_PASSPHRASE = "secret";
  await resource.up(inputs({ env: { GIVEN: "yes" } }));
  delete process.env.PULUMI_CONFIG_PASSPHRASE;
  const log = readFileSync(outputs().logFile, "utf8");
  expect(log).toMatch(/env .*GIVEN.*PATH/);
  expect(log).not.toContain("PASSPHRASE");
  for (const file of [outputs().logFile, outputs().pidFile, join(directory, "created")]) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
});

test("the next up starts a dead process again without a refresh, and a refresh reports it as deleted", async () => {
  await resource.up(inputs());
  const first = { ...outputs() };
  await kill9(first);
  anotherCommand();
  const diff = await resource.diff(inputs());
  expect(diff).toMatchObject({ changes: "some", diffs: ["pid"], replaces: [] });
  expect(await resource.up(inputs())).toBe("update");
  expect(isAlive(outputs())).toBe(true);
  await kill9(outputs());
  expect(await resource.refresh()).toBe(false);
  expect(await resource.up(inputs())).toBe("create");
  expect(count("starts")).toBe(3);
});

test("a changed command stops the old process and starts a new one", async () => {
  await resource.up(inputs());
  const first = { ...outputs() };
  expect(await resource.up(inputs({ args: ["server.js", String(port), "second"] }))).toBe("update");
  expect(isAlive(first)).toBe(false);
  expect(await (await fetch(`http://127.0.0.1:${port}/ready`)).text()).toBe("second");
  expect(await resource.up(inputs({ args: ["server.js", String(port), "second"], restartOn: ["x"] }))).toBe(
    "update",
  );
  expect([count("starts"), count("stops")]).toEqual([3, 2]);
});

test("never signals another process with the same pid", async () => {
  await resource.up(inputs());
  const running = { ...outputs() };
  const state = resource.state!;
  // A state of an earlier process with that pid, and of an earlier boot.
  for (const other of [{ startTime: "1" }, { bootId: "another" }] as PropertyMap[]) {
    rmSync(running.pidFile, { force: true });
    resource.state = { ...state, outputs: { ...state.outputs, ...other } };
    await resource.destroy();
    expect(isAlive(running)).toBe(true);
  }
  expect(count("stops")).toBe(0);
  resource.state = state;
});

test("a create after a killed engine finds the process and starts no second one", async () => {
  await resource.up(inputs());
  const first = { ...outputs() };
  resource.state = undefined; // The state was never saved.
  anotherCommand();
  expect(await resource.up(inputs())).toBe("create");
  expect(outputs()).toMatchObject({ pid: first.pid, startTime: first.startTime });
  resource.state = undefined;
  // The program has changed since, so the running process is not the wanted one.
  expect(await resource.up(inputs({ env: { CHANGED: "1" } }))).toBe("create");
  expect(isAlive(first)).toBe(false);
  expect([count("starts"), count("stops")]).toEqual([2, 1]);
});

test("an engine that is killed during a create leaves one process, which the next create finds", async () => {
  const neverReady = inputs({ readiness: { url: `http://127.0.0.1:${port}/never`, timeoutSeconds: 60 } });
  const program = `
    const { TestResource } = require(${JSON.stringify(join(__dirname, "..", "..", "..", "test", "support", "testResource"))});
    void new TestResource("local:index:Process", ${JSON.stringify(directory)}).up(${JSON.stringify(neverReady)});
  `;
  const engine = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", program], { stdio: "inherit" });
  const ended = new Promise((resolve) => engine.once("close", resolve));
  const record = () => readRecord(join(directory, "logs/server.pid"));
  const started = (await until(record, { timeoutMs: 30_000 }))!;
  engine.kill("SIGKILL");
  await ended;
  expect(isAlive(started)).toBe(true);
  expect(await resource.up(inputs())).toBe("create");
  expect(outputs()).toMatchObject({ pid: started.pid, startTime: started.startTime });
  expect(count("starts")).toBe(1);
});

test("a destroy after a killed create finds and stops the process", async () => {
  expect(await resource.findInterrupted(inputs())).toBe(false);
  await resource.up(inputs());
  const started = { ...outputs() };
  anotherCommand();
  resource.state = undefined;
  expect(await resource.findInterrupted(inputs())).toBe(true);
  expect(outputs()).toEqual(started);
  await resource.destroy();
  expect(isAlive(started)).toBe(false);
});

test("the next update, refresh and delete find the process of a killed update", async () => {
  await resource.up(inputs());
  const before = resource.state!;
  await resource.up(inputs({ restartOn: ["x"] }));
  const second = { ...outputs() };
  resource.state = before;
  expect(await resource.up(inputs({ restartOn: ["x"] }))).toBe("update");
  expect(outputs().pid).toBe(second.pid);
  resource.state = before;
  await resource.destroy();
  expect(isAlive(second)).toBe(false);
});

test("sends SIGKILL to a process that ignores SIGTERM", async () => {
  await resource.up(inputs({ env: { STUBBORN: "1" }, graceSeconds: 0.2 }));
  const running = { ...outputs() };
  await resource.destroy();
  expect(isAlive(running)).toBe(false);
});

test("reports a process that exits during its start, with its last output and its log", async () => {
  writeFileSync(join(directory, "server.js"), `console.error("no such luck"); process.exit(3)`);
  await expect(resource.up(inputs())).rejects.toThrow(
    /ended with exit code 3 before it was ready.*logs\/server\.log:\n\s+no such luck/s,
  );
  expect(existsSync(join(directory, "logs/server.pid"))).toBe(false);
});

test("keeps a process in the state that is not ready in time, and the next up waits again", async () => {
  const probe = (path: string) => ({ url: `http://127.0.0.1:${port}${path}`, timeoutSeconds: 0.5 });
  const failure = await resource.up(inputs({ readiness: probe("/never") })).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InitializationError);
  const { id, properties, message } = failure as InitializationError;
  expect(message).toMatch(/not ready in 0.5 s: .*(found status 503; expected 200|ECONNREFUSED)/);
  resource.state = { id, inputs: inputs({ readiness: probe("/never") }), outputs: properties };
  expect(await resource.up(inputs({ readiness: { ...probe("/ready"), timeoutSeconds: 20 } }))).toBe("update");
  expect(count("starts")).toBe(1);
});

test("a server that never ends its answer is not ready", async () => {
  const endless = createHttpServer((_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x"), 100);
    response.on("close", () => clearInterval(timer));
  }).listen(0, "127.0.0.1");
  try {
    await once(endless, "listening");
    const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/`;
    expect(await probeOnce({ url, expectedStatus: 200, timeoutSeconds: 60 })).toBe("no answer in 5 s");
  } finally {
    endless.close();
  }
});

test("a cancelled wait keeps the started process", async () => {
  const attempt = resource.up(inputs({ readiness: { url: `http://127.0.0.1:${port}/never` } }));
  const record = () => readRecord(join(directory, "logs/server.pid"));
  const failure = attempt.catch((error: unknown) => error);
  expect(await until(record, { timeoutMs: 10_000 })).toBeDefined();
  await resource.provider.cancel();
  expect(await failure).toBeInstanceOf(InitializationError);
  const { id, properties, inputs: known } = (await failure) as InitializationError;
  resource.state = { id, inputs: known!, outputs: properties };
  expect(isAlive(outputs())).toBe(true);
});

test.each([
  ["a missing program", { command: "missing" }, /missing: the file does not exist/],
  ["a directory", { command: "logs/.." }, /it is not a file/],
  ["a file that is not executable", { command: "server.js" }, /may not be executed/],
])("reports %s", async (_, more, message) => {
  await expect(resource.up(inputs({ readiness: undefined as never, ...more }))).rejects.toThrow(message);
});

test("rejects bad inputs", async () => {
  await expect(
    resource.up({ ...inputs(), stopSignal: "SIGFOO", readines: {}, readiness: { url: "ftp://x" } }),
  ).rejects.toThrow(
    /stopSignal: must be a signal's name[^]*readiness.url: must be an http or https URL|readines/,
  );
});

test("two processes do not disturb each other", async () => {
  const otherPort = await freePort();
  const other = new TestResource("local:index:Process", directory, "other");
  const otherInputs = inputs({
    args: ["server.js", String(otherPort)],
    logFile: "logs/other.log",
    pidFile: "logs/other.pid",
    readiness: { url: `http://127.0.0.1:${otherPort}/ready` },
  });
  await Promise.all([resource.up(inputs()), other.up(otherInputs)]);
  await other.destroy();
  expect(isAlive(outputs())).toBe(true);
});

test("finds the identity of this process, and none for an unused pid", () => {
  expect(isAlive(identityOf(process.pid)!)).toBe(true);
  expect(identityOf(0)).toBeUndefined();
  expect(identityOf(2 ** 30)).toBeUndefined();
});

describe("the command after the stop", () => {
  const CLEAN_UP = [
    "-e",
    "require('node:fs').appendFileSync('cleaned', String(require('node:fs').existsSync('broken') ? process.exit(3) : 'x'))",
  ];

  test("runs once at deletion, also when the process was killed", async () => {
    await resource.up(inputs({ afterStop: CLEAN_UP }));
    expect(count("cleaned")).toBe(0);
    await kill9(outputs());
    await resource.destroy();
    expect(count("cleaned")).toBe(1);
  });

  test("does not run, and the deletion ends, when a file that it reads was deleted", async () => {
    const config = join(directory, "config.json");
    writeFileSync(config, "{}");
    await resource.up(inputs({ afterStop: [...CLEAN_UP, config] }));
    rmSync(config);
    const last = outputs();
    await resource.destroy();
    expect(isAlive(last)).toBe(false);
    expect(count("cleaned")).toBe(0);
  });

  test("a failure keeps the resource, and the next destroy runs it again", async () => {
    await resource.up(inputs({ afterStop: CLEAN_UP }));
    writeFileSync(join(directory, "broken"), "");
    await expect(resource.destroy()).rejects.toThrow(/failed: .*Run destroy again\./s);
    expect(isAlive(outputs())).toBe(false);
    rmSync(join(directory, "broken"));
    await resource.destroy();
    expect(count("cleaned")).toBe(1);
  });
});

const record: fc.Arbitrary<ProcessRecord> = fc.record({
  pid: fc.integer({ min: 2, max: 4 }),
  startTime: fc.constantFrom("100", "200"),
  bootId: fc.constantFrom("boot-1", "boot-2"),
  fingerprint: fc.constantFrom("wanted", "other"),
});
const candidates = fc.array(fc.option(record, { nil: undefined }), { maxLength: 4 });

test("keeps at most one matching process and stops every other that runs", () => {
  fc.assert(
    fc.property(
      candidates,
      fc.array(record),
      fc.option(fc.constant("wanted"), { nil: undefined }),
      (all, running, wanted) => {
        const isAlive = (identity: { pid: number; startTime: string; bootId: string }) =>
          running.some((other) => sameProcess(other, identity));
        const { adopt, stop } = decide(all, isAlive, wanted);
        const ours = all.filter((candidate) => candidate !== undefined);
        for (const process of [...stop, ...(adopt ? [adopt] : [])]) {
          expect(isAlive(process)).toBe(true);
          expect(ours).toContain(process);
        }
        if (adopt) {
          expect(adopt.fingerprint).toBe(wanted);
          expect(stop.some((process) => sameProcess(process, adopt))).toBe(false);
        }
        for (const candidate of ours.filter(isAlive)) {
          expect(
            [...stop, ...(adopt ? [adopt] : [])].some((process) => sameProcess(process, candidate)),
          ).toBe(true);
        }
        expect(new Set(stop.map(({ pid, startTime, bootId }) => `${pid} ${startTime} ${bootId}`)).size).toBe(
          stop.length,
        );
      },
    ),
  );
});

test("parses the start time after any program name", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 15 }), fc.nat(), (name, start) => {
      const stat = `42 (${name}) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 ${start} 1000 200\n`;
      expect(parseStat(stat)).toEqual({ state: "S", startTime: String(start) });
    }),
  );
  expect(parseStat("")).toBeUndefined();
  expect(parseStat("42 (x) S 1 2")).toBeUndefined();
});

test.each([
  ["", undefined],
  ["print\nboot\n42\n", undefined],
  ["print\nboot\n1\n1 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 7 0", undefined],
  [
    "print\nboot\n42\n42 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 7 0 0\n",
    { fingerprint: "print", bootId: "boot", pid: 42, startTime: "7" },
  ],
  [
    "print\n\n42\nlstart Mon Nov 23 19:00:00 2026\n",
    { fingerprint: "print", bootId: "", pid: 42, startTime: "Mon Nov 23 19:00:00 2026" },
  ],
])("parses the pid file %j", (text, expected) => {
  expect(parseRecord(text)).toEqual(expected);
});
