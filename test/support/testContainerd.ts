import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../lib/until";
import { answers } from "../../runtime/providers/machine/containerd/ctr";

/** The reason why containerd cannot run here; undefined if it can. */
export function whyNoContainerd(): string | undefined {
  if (process.getuid?.() !== 0) return "requires root";
  const missing = ["containerd", "ctr"].filter((name) => spawnSync(name, ["--version"]).error !== undefined);
  return missing.length > 0 ? `not on PATH: ${missing.join(", ")}` : undefined;
}

/** A containerd with its own folders and socket. */
export class TestContainerd {
  readonly address: string;
  private process: ChildProcess | undefined;

  /** @param folder its data, which remains after {@link stop} */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    this.address = join(folder, "containerd.sock");
  }

  async start(): Promise<void> {
    const config = join(this.folder, "config.toml");
    writeFileSync(
      config,
      [
        "version = 2",
        `root = ${JSON.stringify(join(this.folder, "root"))}`,
        `state = ${JSON.stringify(join(this.folder, "state"))}`,
        'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
        "[grpc]",
        `address = ${JSON.stringify(this.address)}`,
      ].join("\n"),
    );
    const child = spawn("containerd", ["--config", config], { stdio: ["ignore", "ignore", "pipe"] });
    this.process = child;
    let log = "";
    child.stderr.on("data", (data: Buffer) => (log += data.toString()));
    const ready = await until(
      async () => (await answers(this.address)) || child.exitCode !== null || undefined,
      {
        timeoutMs: 60_000,
      },
    );
    if (!ready || child.exitCode !== null) throw new Error(`containerd did not start: ${log}`);
  }

  async stop(): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill();
    await ended;
  }

  ctr(...args: string[]): string {
    return execFileSync("ctr", ["--address", this.address, "--namespace", "k8s.io", ...args], {
      encoding: "utf8",
    });
  }
}
