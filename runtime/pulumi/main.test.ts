import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

const root = join(__dirname, "..", "..");

/** Runs the command without Go, so that it cannot start a build. */
const run = (...args: string[]) =>
  spawnSync(process.execPath, ["tools/start.js", "runtime/pulumi/main.ts", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: dirname(process.execPath) },
  });

test("--help builds nothing", () => {
  expect(run("--help")).toMatchObject({
    status: 0,
    stderr: "",
    stdout: expect.stringMatching(/^Usage: pulumi/) as string,
  });
});

test.each([
  ["nope", /invalid for argument 'plugin'\. Allowed choices are kubernetes\./],
  ["--nope", /unknown option '--nope'/],
])("rejects %s", (argument, message) => {
  const { status, stdout, stderr } = run(argument);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(message);
});
