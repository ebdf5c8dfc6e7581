import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** How a command ended. */
export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * A checkout of its own for a test: the stack files and Pulumi.yaml are copies, everything else is the real one. Home,
 * state and Pulumi's backend are in the same temporary folder, so that tests run side by side and leave nothing.
 */
export class Checkout {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  private readonly children = new Set<ChildProcess>();

  constructor(readonly dir: string = mkdtempSync(join(tmpdir(), "meshstack-"))) {
    this.home = join(dir, "home");
    mkdirSync(this.home);
    for (const name of readdirSync(root)) {
      if ([".git", "stacks", "Pulumi.yaml", "node_modules"].includes(name)) continue;
      symlinkSync(join(root, name), join(dir, name));
    }
    symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
    cpSync(join(root, "Pulumi.yaml"), join(dir, "Pulumi.yaml"));
    cpSync(join(root, "stacks"), join(dir, "stacks"), { recursive: true });
    this.env = {
      ...process.env,
      HOME: this.home,
      XDG_STATE_HOME: join(this.home, "state"),
      // The embedded Kubernetes is built once for all.
      MESHSTACK_CACHE:
        process.env.MESHSTACK_CACHE ??
        join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "meshstack"),
      GOCACHE: process.env.GOCACHE ?? join(homedir(), ".cache", "go-build"),
      GOPATH: process.env.GOPATH ?? join(homedir(), "go"),
      PULUMI_HOME: join(this.home, ".pulumi"),
      PULUMI_BACKEND_URL: `file://${this.home}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      NO_COLOR: "1",
    };
    delete this.env.PULUMI_STACK;
  }

  /** Runs a command to its end; it fails with its output when the exit code is not among those that are fine. */
  async run(
    command: string,
    args: string[],
    fine: number[] = [0],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Result> {
    const result = await new Promise<Result>((resolve) => {
      const child = execFile(
        command,
        args,
        { cwd: this.dir, env: { ...this.env, ...env }, maxBuffer: 64 << 20 },
        (error, stdout, stderr) => {
          this.children.delete(child);
          resolve({ code: error ? ((error.code as number | undefined) ?? -1) : 0, stdout, stderr });
        },
      );
      this.children.add(child);
    });
    if (!fine.includes(result.code)) {
      throw new Error(
        `${command} ${args.join(" ")} ended with ${result.code}\n${result.stdout}\n${result.stderr}`,
      );
    }
    return result;
  }

  /** Pulumi's command line, by the embedded engine. */
  pulumi(...args: string[]): Promise<Result> {
    return this.run("engine/bin/pulumi", args);
  }

  /** Starts a command and returns at once. */
  start(command: string, args: string[]): ChildProcess {
    const child = spawn(command, args, { cwd: this.dir, env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    this.children.add(child);
    child.on("exit", () => this.children.delete(child));
    return child;
  }

  /** Ends what still runs, destroys the stacks that were not, and removes the folder. */
  async remove(...stacks: string[]): Promise<void> {
    for (const child of this.children) child.kill("SIGKILL");
    for (const stack of stacks) {
      await this.run("engine/bin/pulumi", ["cancel", "-s", stack, "--yes"], [0, 1, 255]);
      await this.run(
        "engine/bin/pulumi",
        ["destroy", "-s", stack, "--yes", "--skip-preview", "--non-interactive"],
        [0, 1, 255],
      );
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}
