import Dockerode from "dockerode";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textOrEmpty } from "../../lib/fileProblem";
import { processIds } from "../../lib/processIdentity";
import { until } from "../../lib/until";
import { networkNamespaceOf } from "../support/processes";
import { PacketFilter } from "./packetFilter";

const START_MS = 60_000;
/** Timeout for a stop: dockerd waits 10 seconds for each of its containers. */
const STOP_MS = 40_000;
const CGROUPS = "/sys/fs/cgroup";
/** Docker enables it. */
const IP_FORWARD = "/proc/sys/net/ipv4/ip_forward";

export interface DockerDaemonOptions {
  /** Size of a separate file system for the daemon's data. Default: the disk of the temporary folder. */
  dataRootMiB?: number;
  /** Additional arguments of dockerd. */
  args?: string[];
}

/**
 * A Docker daemon for a test: Debian's dockerd with its data, socket and containerd in a temporary folder. It runs in
 * its own pid and mount namespaces, so that the kernel ends its containers and mounts with it, and uses this
 * machine's network, so that published ports are local. Requires root. Only one can run at a time, because of
 * `docker0`.
 */
export class DockerDaemon {
  /** `unix://` and the path of the socket. */
  readonly host: string;
  readonly client: Dockerode;
  /** The folder of images, containers and volumes. */
  readonly dataRoot: string;
  private readonly logFile: string;
  private readonly configFile: string;
  private readonly cgroup = `meshstack-docker-${randomBytes(4).toString("hex")}`;
  private readonly packetFilter = PacketFilter.now();
  private readonly bridges = bridges();
  private readonly ipForward = readFileSync(IP_FORWARD, "utf8");
  /** The process that keeps the namespaces. */
  private holder: ChildProcess | undefined;
  private daemon: ChildProcess | undefined;

  private constructor(
    private readonly directory: string,
    private readonly options: DockerDaemonOptions,
  ) {
    const socket = join(directory, "docker.sock");
    this.host = `unix://${socket}`;
    this.client = new Dockerode({ socketPath: socket });
    this.dataRoot = join(directory, "data");
    this.logFile = join(directory, "dockerd.log");
    this.configFile = join(directory, "daemon.json");
  }

  /**
   * Starts a daemon and waits until it answers.
   * @throws when it does not: the end of its log. Leaves nothing behind.
   */
  static async start(options: DockerDaemonOptions = {}): Promise<DockerDaemon> {
    const network = networkNamespaceOf("self");
    const others = pidsOf("dockerd").filter((pid) => networkNamespaceOf(pid) === network);
    if (others.length > 0) {
      throw new Error(
        `a dockerd runs on this machine already (pid ${others.join(", ")}): two share the bridge docker0; end it first`,
      );
    }
    const daemon = new DockerDaemon(mkdtempSync(join(tmpdir(), "meshstack-docker-")), options);
    try {
      await daemon.prepare();
      await daemon.startAgain();
    } catch (error) {
      await daemon.stop();
      throw error;
    }
    return daemon;
  }

  /** This machine's address for containers. The daemon's own answer names it only if `docker0` is older than the daemon. */
  get gateway(): string {
    const shown = execFileSync("ip", ["-json", "-4", "address", "show", "docker0"], { encoding: "utf8" });
    const [bridge] = JSON.parse(shown) as { addr_info: { local: string }[] }[];
    return bridge!.addr_info[0]!.local;
  }

  /** The output of dockerd. */
  log(): string {
    return readFileSync(this.logFile, "utf8");
  }

  /**
   * Stops dockerd and its containers in order and starts it again; it then starts the containers with a restart
   * policy.
   */
  async restart(): Promise<void> {
    await this.end("SIGTERM");
    await this.startAgain();
  }

  /** Kills only dockerd, like a crash: its containers keep running. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Starts dockerd after {@link kill} with the same data, and waits until it answers. */
  async startAgain(): Promise<void> {
    const log = openSync(this.logFile, "a", 0o600);
    const daemon = spawn("nsenter", [...this.namespaces(), "dockerd", ...this.args()], {
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.daemon = daemon;
    const answered = await until(
      async () => {
        if (daemon.exitCode !== null) return false;
        return this.client.ping().then(
          () => true,
          () => undefined,
        );
      },
      { timeoutMs: START_MS },
    );
    if (answered !== true) {
      throw new Error(`dockerd does not answer; its log ends with:\n${this.log().slice(-2000)}`);
    }
  }

  /** Stops the daemon with all its containers and removes all its traces from the machine. */
  async stop(): Promise<void> {
    if (this.daemon?.exitCode === null) await this.removeContainers();
    await this.end("SIGTERM");
    if (this.holder) {
      const holder = this.holder;
      this.holder = undefined;
      process.kill(holder.pid!, "SIGKILL");
      await exited(holder, STOP_MS);
    }
    for (const bridge of bridges()) {
      if (!this.bridges.includes(bridge)) execFileSync("ip", ["link", "delete", bridge]);
    }
    this.packetFilter.restore();
    writeFileSync(IP_FORWARD, this.ipForward);
    await this.removeCgroups();
    if (this.options.dataRootMiB !== undefined && existsSync(this.dataRoot)) {
      execFileSync("umount", [this.dataRoot], { stdio: "ignore" });
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async prepare(): Promise<void> {
    mkdirSync(this.dataRoot);
    writeFileSync(this.configFile, "{}"); // instead of the machine's configuration
    const { dataRootMiB } = this.options;
    if (dataRootMiB !== undefined) {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${dataRootMiB}m`, "meshstack-docker", this.dataRoot]);
    }
    // The daemon ends with the test process. Its first process reaps the orphans of containers.
    const holder = [
      "--pdeathsig",
      "KILL",
      "unshare",
      "--mount",
      "--propagation",
      "private",
      "--pid",
      "--fork",
    ];
    const first = ["--mount-proc", "--kill-child", "docker-init", "--", "sleep", "infinity"];
    this.holder = spawn("setpriv", [...holder, ...first], { stdio: "ignore" });
    const child = await until(() => childOf(this.holder!), { timeoutMs: START_MS });
    if (child === undefined) throw new Error("unshare has started no process for the daemon's namespaces");
  }

  private namespaces(): string[] {
    const first = this.holder && childOf(this.holder);
    if (first === undefined) throw new Error("the daemon is stopped");
    return ["--target", String(first), "--mount", "--pid"];
  }

  private args(): string[] {
    return [
      ["--data-root", this.dataRoot],
      ["--exec-root", join(this.directory, "exec")],
      ["--pidfile", join(this.directory, "dockerd.pid")],
      ["--config-file", this.configFile],
      ["--host", this.host],
      ["--storage-driver", "overlay2"],
      ["--exec-opt", "native.cgroupdriver=cgroupfs"],
      ["--cgroup-parent", `/${this.cgroup}`],
      this.options.args ?? [],
    ].flat();
  }

  /** Removing a container also removes its packet filter rules. */
  private async removeContainers(): Promise<void> {
    const containers = await this.client.listContainers({ all: true }).catch(() => []);
    await Promise.all(
      containers.map(({ Id }) =>
        this.client
          .getContainer(Id)
          .remove({ force: true, v: true })
          .catch(() => undefined),
      ),
    );
  }

  private async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const daemon = this.daemon;
    this.daemon = undefined;
    if (!daemon || daemon.exitCode !== null) return;
    // nsenter waits for dockerd and does not forward signals.
    const pid = childOf(daemon);
    if (pid !== undefined) process.kill(pid, signal);
    if (!(await exited(daemon, STOP_MS))) {
      throw new Error(`dockerd does not end; its log ends with:\n${this.log().slice(-2000)}`);
    }
  }

  private async removeCgroups(): Promise<void> {
    for (const hierarchy of readdirSync(CGROUPS)) {
      const folder = join(CGROUPS, hierarchy, this.cgroup);
      // The kernel releases a control group some time after its last process ends.
      await until(() => removed(folder), { timeoutMs: STOP_MS });
    }
    await until(() => removed(join(CGROUPS, this.cgroup)), { timeoutMs: STOP_MS });
  }
}

/** True when a control group and all groups below it no longer exist. */
function removed(folder: string): true | undefined {
  if (!existsSync(folder)) return true;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removed(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return undefined; // busy
  }
}

/** The names of the machine's bridges. */
const bridges = (): string[] =>
  execFileSync("ip", ["-o", "link", "show", "type", "bridge"], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => /^\d+: ([^:@]+)/.exec(line)?.[1] ?? []);

/** The pids of the processes of this name. */
function pidsOf(name: string): number[] {
  return processIds().filter((pid) => textOrEmpty(`/proc/${pid}/comm`).trim() === name);
}

/** The pid of a process's child in this machine's pid namespace. */
function childOf({ pid }: ChildProcess): number | undefined {
  const child = textOrEmpty(`/proc/${pid}/task/${pid}/children`).split(" ")[0];
  return child ? Number(child) : undefined;
}

async function exited(child: ChildProcess, timeoutMs: number): Promise<boolean> {
  const ended = () => (child.exitCode !== null || child.signalCode !== null ? true : undefined);
  return (await until(ended, { timeoutMs })) === true;
}
