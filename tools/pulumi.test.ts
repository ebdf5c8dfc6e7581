import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..");
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pulumi command "));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Runs the command with `HOME` set to a folder that is not the passwd entry's home. */
function pulumi(args: string[], settings: NodeJS.ProcessEnv): string {
  const env = { ...process.env };
  delete env.PULUMI_BACKEND_URL;
  delete env.PULUMI_HOME;
  expect(home).not.toBe(userInfo().homedir);
  return execFileSync(join(root, "tools/pulumi"), args, {
    cwd: root,
    env: { ...env, XDG_STATE_HOME: join(home, "state"), HOME: home, ...settings },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** Adds the state of a stack to a backend. */
function addStack(backend: string, name: string): void {
  const folder = join(backend, ".pulumi/stacks/meshstack");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ version: 3, checkpoint: { stack: name } }));
}
const listed = (settings: NodeJS.ProcessEnv): string[] =>
  (
    JSON.parse(pulumi(["stack", "ls", "--json"], { ENGINE: "embedded", ...settings })) as { name: string }[]
  ).map(({ name }) => name);

test("keeps the state of the embedded engine in $HOME", () => {
  addStack(home, "at-home");
  expect(listed({})).toEqual(["at-home"]);
});

test("passes the same folder to the official CLI, which resolves ~ by the passwd entry", () => {
  // A fake of the official CLI that records the backend.
  const record = join(home, "url");
  const fake = join(home, "pulumi");
  writeFileSync(fake, `#!/bin/sh\nprintf %s "$PULUMI_BACKEND_URL" >"$RECORD"\n`, { mode: 0o755 });
  pulumi(["stack", "ls"], {
    ENGINE: "official",
    PATH: `${home}:${process.env.PATH}`,
    RECORD: record,
  });
  expect(readFileSync(record, "utf8")).toBe(`file://${home}`);
});

test("respects PULUMI_BACKEND_URL", () => {
  addStack(home, "at-home");
  addStack(join(home, "elsewhere"), "elsewhere");
  expect(listed({ PULUMI_BACKEND_URL: `file://${home}/elsewhere` })).toEqual(["elsewhere"]);
});

test.each([
  ["liev", 'STACK: found "liev"; expected one of dev, dev-tls, .*\\. Did you mean live\\?'],
  ["", 'STACK: found ""; expected one of dev, dev-tls, '],
])("rejects the stack name %j, which has no stack file, with the names of all stacks", (stack, message) => {
  const args = [join(root, "tools/pulumi"), "up", "-s", stack];
  const { status, stderr } = spawnSync("bash", args, {
    env: { ...process.env, XDG_STATE_HOME: join(home, "state"), HOME: home, ENGINE: "embedded" },
    encoding: "utf8",
  });
  expect(stderr).toMatch(new RegExp(`^up: ${message}`, "m"));
  expect(status).toBe(2);
});
