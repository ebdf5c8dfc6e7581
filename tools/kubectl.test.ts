import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../lib/until";

const root = join(__dirname, "..");

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "kubectl-command-"))));
afterEach(() => rmSync(home, { recursive: true }));

const KUBECONFIG = JSON.stringify({
  "current-context": "one",
  contexts: [{ name: "one", context: { cluster: "c", user: "u" } }],
  clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "u", user: { token: "secret" } }],
});

/** Adds the state of a stack whose stack file contains the kubeconfig. */
function addStack(name: string): void {
  const folder = join(home, ".pulumi/stacks/meshstack");
  mkdirSync(folder, { recursive: true });
  const type = "pulumi:providers:kubernetes";
  const provider = {
    urn: `urn:pulumi:${name}::meshstack::${type}::cluster`,
    type,
    custom: true,
    id: "1",
    inputs: { kubeconfig: KUBECONFIG },
  };
  const latest = {
    manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" },
    resources: [provider],
  };
  writeFileSync(
    join(folder, `${name}.json`),
    JSON.stringify({ version: 3, checkpoint: { stack: name, latest } }),
  );
}

test.each(["SIGHUP", "SIGTERM"] as const)(
  "kubectl ends and the temporary kubeconfig is deleted after %s",
  async (signal) => {
    addStack("existing");
    const temporary = join(home, "tmp");
    mkdirSync(temporary);
    const started = join(home, "started");
    writeFileSync(join(home, "kubectl"), `#!/bin/sh\n: > ${started}\nexec sleep 60\n`, { mode: 0o755 });
    const env = {
      ...process.env,
      ENGINE: "embedded",
      PATH: `${home}:${process.env.PATH}`,
      PULUMI_BACKEND_URL: `file://${home}`,
      PULUMI_CONFIG_PASSPHRASE: "p",
      TMPDIR: temporary,
    };
    const args = ["tools/start.js", "tools/kubectl.ts", "existing", "logs"];
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: "ignore" });
    await until(() => existsSync(started) || undefined, { timeoutMs: Infinity });
    child.kill(signal);
    await once(child, "close");
    expect(readdirSync(temporary)).toEqual([]);
  },
);
