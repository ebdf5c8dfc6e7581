import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { CommandLine } from "./commandLine";

const BIN = join(__dirname, "..", "..", "runtime", "engine", "bin", "pulumi");

/** Resources a, b and c, each depending on the previous one; the creation of b waits until the gate opens. */
const program = (folder: string): string => `
const pulumi = require("@pulumi/pulumi");
const folder = ${JSON.stringify(folder)};
const provider = {
  async create({ name }) {
    const fs = require("fs");
    fs.appendFileSync(folder + "/creations", name + "\\n");
    if (name === "b") {
      fs.writeFileSync(folder + "/begun", "");
      while (!fs.existsSync(folder + "/gate")) await new Promise((done) => setTimeout(done, 20));
    }
    return { id: name, outs: { name } };
  },
};
class Made extends pulumi.dynamic.Resource {
  constructor(name, opts) { super(provider, name, { name }, opts); }
}
const a = new Made("a");
const b = new Made("b", { dependsOn: a });
new Made("c", { dependsOn: b });
`;

describe("an interrupted command", () => {
  let cli: CommandLine;
  let child: ChildProcess | undefined;
  let output: string;

  beforeEach(async () => {
    cli = new CommandLine("dynamic-provider");
    writeFileSync(join(cli.project, "index.js"), program(cli.root));
    await cli.ok(["stack", "init", "dev"]);
  });
  afterEach(() => {
    openGate();
    if (child) signal(child, "SIGKILL");
    cli.remove();
  });

  /** Sends a signal to all processes of a command, as a terminal does. */
  function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
    try {
      process.kill(-pid!, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  const openGate = (): void => writeFileSync(join(cli.root, "gate"), "");
  const creations = (): string[] => readFileSync(join(cli.root, "creations"), "utf8").trim().split("\n");

  /** Starts `up` in its own process and waits until it creates b. */
  async function startUp(): Promise<ChildProcess> {
    const begun = untilExists(cli.root, "begun");
    const args = ["up", "--yes", "--skip-preview", "--non-interactive"];
    child = spawn(BIN, args, {
      cwd: cli.project,
      env: cli.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    output = "";
    for (const stream of [child.stdout!, child.stderr!])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await begun;
    return child;
  }

  const state = () =>
    (
      JSON.parse(
        readFileSync(join(cli.backend, ".pulumi", "stacks", "dynamic-provider", "dev.json"), "utf8"),
      ) as {
        checkpoint: {
          latest: {
            resources: { id?: string }[];
            pending_operations?: { type: string; resource: { urn: string } }[];
          };
        };
      }
    ).checkpoint.latest;

  test("blocks other commands, whose errors name it", async () => {
    const up = await startUp();
    const { stderr, code } = await cli.run(["destroy", "--yes"]);
    expect(stderr).toMatch(
      new RegExp(
        `currently locked by 1 lock[^]*created by \\S+@${hostname()} \\(pid ${up.pid}\\) at \\S+\\n$`,
      ),
    );
    expect(code).toBe(1);
    openGate();
    const [exitCode] = (await once(up, "exit")) as [number];
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(
      readdirSync(join(cli.backend, ".pulumi", "locks", "organization", "dynamic-provider", "dev")),
    ).toEqual([]);
    expect(state().resources.map(({ id }) => id)).toEqual(expect.arrayContaining(["a", "b", "c"]));
  });

  /** Waits until standard error contains a text. */
  const untilLogged = (up: ChildProcess, text: string): Promise<void> =>
    new Promise((done) => up.stderr!.on("data", () => output.includes(text) && done()));

  async function cancelOnce(send: (up: ChildProcess) => void): Promise<void> {
    const up = await startUp();
    const cancelling = untilLogged(up, "cancelling");
    send(up);
    await cancelling;
    openGate();
    const [exitCode] = (await once(up, "exit")) as [number];
    expect(output).toContain("error: update cancelled");
    expect(exitCode).toBe(8);
    expect(creations()).toEqual(["a", "b"]);
    expect(state().resources.map(({ id }) => id)).toEqual(expect.arrayContaining(["a", "b"]));
    expect(state().pending_operations).toBeUndefined();
    await cli.ok(["up", "--yes", "--skip-preview"]);
    expect(creations()).toEqual(["a", "b", "c"]);
  }

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "finishes running steps and starts no others after %s",
    (name) => cancelOnce((up) => up.kill(name)),
  );

  test("finishes running steps and starts no others after a Ctrl-C at a terminal", () =>
    cancelOnce((up) => signal(up, "SIGINT")));

  async function cancelTwice(): Promise<void> {
    const up = await startUp();
    const cancelling = untilLogged(up, "cancelling");
    up.kill("SIGINT");
    await cancelling;
    up.kill("SIGTERM");
    const [exitCode] = (await once(up, "exit")) as [number];
    expect(exitCode).toBe(8);
    expect(
      readdirSync(join(cli.backend, ".pulumi", "locks", "organization", "dynamic-provider", "dev")),
    ).toEqual([]);
  }

  test("stops at once and releases the lock after a second interrupt", cancelTwice);

  test("records running steps as pending after a second interrupt", async () => {
    await cancelTwice();
    expect(state().pending_operations).toMatchObject([
      { type: "creating", resource: { urn: expect.stringMatching(/::b$/) as string } },
    ]);
  });

  test("leaves a valid state with pending operations after SIGKILL, which the next command completes", async () => {
    const up = await startUp();
    const started = childrenOf(up.pid!);
    expect(started.length).toBeGreaterThanOrEqual(2); // the program and the plugin
    up.kill("SIGKILL");
    await once(up, "exit");
    for (const pid of started) await untilEnded(pid);
    expect(state().resources.map(({ id }) => id)).toContain("a");
    expect(state().pending_operations).toMatchObject([
      { type: "creating", resource: { urn: expect.stringMatching(/::b$/) as string } },
    ]);
    const rejected = await cli.run(["up", "--yes", "--skip-preview"]);
    expect(rejected.stderr).toMatch(
      /that process has ended without releasing it, so `pulumi cancel` is safe\n$/,
    );
    await cli.ok(["cancel", "--yes"]);
    openGate();
    await cli.ok(["up", "--yes", "--skip-preview"]);
    expect(state().pending_operations).toBeUndefined();
    expect(state().resources.map(({ id }) => id)).toEqual(expect.arrayContaining(["a", "b", "c"]));
    rmSync(join(cli.root, "gate"));
  });
});

/** Waits until a file exists. */
function untilExists(folder: string, name: string): Promise<void> {
  return new Promise((done) => {
    const watcher = watch(folder, () => {
      if (!existsSync(join(folder, name))) return;
      watcher.close();
      done();
    });
  });
}

/** The child processes of a process. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

/** Waits until a process has ended, even if it is still a zombie. */
async function untilEnded(pid: number): Promise<void> {
  for (;;) {
    try {
      if (/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return;
    } catch {
      return;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}
