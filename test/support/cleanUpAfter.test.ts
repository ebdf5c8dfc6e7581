import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../lib/until";
import { identityOf } from "../../lib/processIdentity";

/** A test process: starts another process in its own session, and registers its clean-up. */
const PROGRAM = `
  const { spawn } = require("node:child_process");
  const { writeFileSync } = require("node:fs");
  const { cleanUpAfter, stopAndDelete } = require("./test/support/cleanUpAfter.ts");
  const [folder, end] = process.argv.slice(-2);
  const child = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
  const release = cleanUpAfter(stopAndDelete(child.pid, folder));
  if (end === "released") {
    release();
    child.unref();
  }
  writeFileSync(folder + "/pid", String(child.pid));
`;

const isRunning = (pid: number): boolean => identityOf(pid) !== undefined;

describe("a process with a registered clean-up", () => {
  let folder: string;
  let pid: number | undefined;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "meshstack-clean-up-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (pid !== undefined && isRunning(pid)) process.kill(pid, "SIGKILL");
  });

  const start = async (end: string) => {
    const args = ["--import", "tsx", "--eval", PROGRAM, "--", folder, end];
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const text = await until(
      () => (existsSync(join(folder, "pid")) && readFileSync(join(folder, "pid"), "utf8")) || undefined,
      { timeoutMs: 60_000 },
    );
    pid = Number(text);
    return { child, exit };
  };

  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "leaves no process and no folder after %s",
    async (signal) => {
      const { child } = await start("killed");
      child.kill(signal);
      expect(
        await until(() => (!isRunning(pid!) && !existsSync(folder)) || undefined, { timeoutMs: 60_000 }),
      ).toBe(true);
    },
  );

  test("ends without the clean-up after it is released", async () => {
    const { exit } = await start("released");
    expect([await exit, isRunning(pid!), existsSync(folder)]).toEqual([0, true, true]);
  });
});
