import { spawn } from "node:child_process";
import { join } from "node:path";
import { Running } from "../../test/e2e/running";
import { abortable } from "./interrupts";

const root = join(__dirname, "../..");

/** A command whose check changes something, waits for the interrupt and reverts the change. */
const program = (revert: string) => `
  const { mainOf } = require("./tools/checks/command.ts");
  const { runChecks } = require("./lib/checks/runChecks.ts");
  const { run } = require("./tools/usage.ts");
  const check = {
    id: "slow",
    title: "it ends",
    fix: "Wait.",
    async run(signal) {
      console.log("changed");
      // Keeps the process running, as a request that nothing waits for does.
      setInterval(() => {}, 1000);
      try {
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      } finally {
        ${revert}
      }
    },
  };
  run("verify", mainOf({
    name: "verify",
    description: "Checks something.",
    checks: [check],
    interrupted: "interrupted; the change is reverted",
    async run(_, begin, signal) {
      await runChecks([check], [signal], { signal, onResult: begin("Here") });
      return { driver: "embedded", istio: "classic" };
    },
  }));
`;

const start = (revert: string, ...args: string[]) => {
  // With -e no argument is the path of a script.
  const code = ["--import", "tsx", "-e", program(revert), "--", "verify", "dev", ...args];
  return spawn(process.execPath, code, { cwd: root });
};

describe.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s", (signal) => {
  test("ends a check after it has reverted its change: 130, without a report", async () => {
    const child = start('await null; console.log("reverted");', "--json");
    const running = new Running(child);
    await running.says(/changed/);
    child.kill(signal);
    expect(await running.ended).toBe(130);
    expect(running.output).toBe("changed\nreverted\nverify: interrupted; the change is reverted\n");
  });

  test("a second time ends the process immediately: 130", async () => {
    const child = start('console.log("reverting"); await new Promise(() => {});');
    const running = new Running(child);
    await running.says(/changed/);
    child.kill(signal);
    await running.says(/reverting/);
    child.kill(signal);
    expect(await running.ended).toBe(130);
  });
});

describe("abortable", () => {
  const never = new Promise<string>(() => {});

  test("passes on a value or an error", async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve("value"), signal)).toBe("value");
    await expect(abortable(Promise.reject(new Error("broken")), signal)).rejects.toThrow("broken");
  });

  test("ends when the signal is aborted, before or later", async () => {
    const interrupt = new AbortController();
    const later = abortable(never, interrupt.signal);
    interrupt.abort(new Error("Ctrl-C"));
    await expect(later).rejects.toThrow("Ctrl-C");
    await expect(abortable(never, interrupt.signal)).rejects.toThrow("Ctrl-C");
  });
});
