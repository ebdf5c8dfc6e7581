import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { identityOf, isPidInUse } from "./processIdentity";

test("the pid of a running process is in use", () => {
  expect(isPidInUse(process.pid)).toBe(true);
  expect(isPidInUse(1)).toBe(true);
});

test("the pid of an ended process is free", () => {
  const { pid } = spawnSync("true");
  expect(isPidInUse(pid)).toBe(false);
});

test("the pid of a zombie counts as free", async () => {
  // `sleep` replaces the shell and never collects its child.
  const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 60"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const line = await new Promise<string>((resolve) =>
      createInterface({ input: parent.stdout }).once("line", resolve),
    );
    const pid = Number(line);
    while (identityOf(pid) !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(isPidInUse(pid)).toBe(false);
  } finally {
    const ended = new Promise((resolve) => parent.once("exit", resolve));
    parent.kill("SIGKILL");
    await ended;
  }
});
