import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { until } from "../../lib/until";
import { cleanUpAfter } from "../support/cleanUpAfter";
import { commandLineOf, processesWith } from "../support/processes";
import { Running } from "./running";

const root = join(__dirname, "..", "..");

/** The result of a command. */
export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** The `config` of a stack file. */
export type StackSettings = Record<string, Record<string, unknown>>;

/**
 * A separate checkout for a test: copies of the stack files and Pulumi.yaml, and links to everything else. Home, state
 * and Pulumi's backend are in one temporary folder, so that tests run in parallel and leave nothing.
 */
export class Checkout {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  private readonly children = new Set<ChildProcess>();
  private readonly cleanedUp: () => void;

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
    for (const name of readdirSync(join(dir, "stacks")).filter((file) => file.endsWith(".yaml"))) {
      // The original salt belongs to another passphrase.
      const path = join(dir, "stacks", name);
      writeFileSync(path, readFileSync(path, "utf8").replace(/^encryptionsalt:.*\n/m, ""));
    }
    // The default stack depends on the machine.
    this.env = { ...homeEnvironment(this.home), STACK: "dev" };
    const script = join(root, "test", "e2e", "removeCheckout.ts");
    const tsx = require.resolve("tsx");
    this.cleanedUp = cleanUpAfter([process.execPath, "--import", tsx, script, dir], this.env);
  }

  /** Runs a command to its end. @throws with its output when its exit code is not an expected one */
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

  /** Runs Pulumi's command line on the embedded engine. */
  pulumi(...args: string[]): Promise<Result> {
    return this.run("runtime/engine/bin/pulumi", args);
  }

  /** Starts Pulumi's command line on the embedded engine, without `make` and a shell. */
  start(...args: string[]): Running {
    return this.spawn("runtime/engine/bin/pulumi", args);
  }

  /** Starts a command. */
  spawn(command: string, args: readonly string[]): Running {
    const child = spawn(command, args, {
      cwd: this.dir,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.children.add(child);
    child.on("exit", () => this.children.delete(child));
    return new Running(child);
  }

  /** The running processes that were started from here. */
  processes(): number[] {
    return processesOf(this.home);
  }

  /**
   * Waits until only clusters run. A command stops its child processes at its end, but a killed one cannot wait for
   * them.
   * @throws when another process keeps running
   */
  async settled(): Promise<void> {
    const others = () => commandsOf(this.home);
    if (await until(() => (others().length === 0 ? true : undefined), { timeoutMs: 20_000 })) return;
    const left = others().map(commandLineOf);
    throw new Error(`there are processes left: ${left.join("; ")}`);
  }

  /** The file of a stack's state. */
  stateFile(stack: string): string {
    return join(this.home, ".pulumi", "stacks", "meshstack", `${stack}.json`);
  }

  /** Writes a stack file: a copy of the given stack's with a changed `config`. */
  configure(stack: string, change: (config: StackSettings) => void, from = stack): void {
    const path = (name: string) => join(this.dir, "stacks", `Pulumi.${name}.yaml`);
    const file = parse(readFileSync(path(from), "utf8")) as { config: StackSettings };
    change(file.config);
    writeFileSync(path(stack), stringify(file));
  }

  /** Stops running processes, destroys remaining stacks, and deletes the folder. */
  async remove(...stacks: string[]): Promise<void> {
    for (const child of this.children) child.kill("SIGKILL");
    for (const stack of stacks) {
      await this.run("runtime/engine/bin/pulumi", ["cancel", "-s", stack, "--yes"], [0, 1, 255]);
      await this.run("runtime/engine/bin/pulumi", operation("destroy", stack), [0, 1, 255]);
    }
    rmSync(this.dir, { recursive: true, force: true });
    this.cleanedUp();
  }
}

/** The environment of commands with their own home, state and backend. */
export function homeEnvironment(home: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_STATE_HOME: join(home, "state"),
    // Shares the built Kubernetes and engine; Go's settings are part of a build's key.
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
    GOENV: process.env.GOENV ?? join(homedir(), ".config", "go", "env"),
    GOCACHE: process.env.GOCACHE ?? join(homedir(), ".cache", "go-build"),
    GOPATH: process.env.GOPATH ?? join(homedir(), "go"),
    PULUMI_HOME: join(home, ".pulumi"),
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    NO_COLOR: "1",
  };
  // Settings of the tests' own make and shell must not reach these commands.
  for (const name of ["PULUMI_STACK", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "ARGS"]) delete env[name];
  return env;
}

/** The running processes with this home; not the one that would clean up, and not this one. */
function processesOf(home: string): number[] {
  return processesWith(`HOME=${home}`).filter(
    (pid) => pid !== process.pid && !commandLineOf(pid).includes("removeCheckout"),
  );
}

/** The processes of {@link processesOf} that do not belong to a cluster. */
export const commandsOf = (home: string): number[] =>
  processesOf(home).filter((pid) => !commandLineOf(pid).includes(join(home, "state")));

/** The arguments of an operation without prompts: `up`, `destroy`. */
export const operation = (name: string, stack: string): string[] => [
  name,
  "-s",
  stack,
  "--yes",
  "--skip-preview",
  "--non-interactive",
];
