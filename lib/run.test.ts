import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./run";
import { until } from "./until";

test("a cancelled command has ended when the reason of the cancellation is thrown", async () => {
  const folder = mkdtempSync(join(tmpdir(), "run-"));
  try {
    const [started, ended] = [join(folder, "started"), join(folder, "ended")];
    const script = `trap 'sleep 0.2; : > ${ended}; exit' TERM; : > ${started}; while :; do sleep 0.02; done`;
    const cancellation = new AbortController();
    const running = run("sh", ["-c", script], { signal: cancellation.signal });
    await until(() => existsSync(started) || undefined, { timeoutMs: Infinity });
    cancellation.abort(new Error("it was cancelled"));
    await expect(running).rejects.toThrow("it was cancelled");
    expect(existsSync(ended)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a command that is cancelled before it starts throws the reason, also when it is missing", async () => {
  const signal = AbortSignal.abort(new Error("it was cancelled"));
  for (const command of ["sleep", "missing-command"])
    await expect(run(command, ["10"], { signal })).rejects.toThrow("it was cancelled");
});
