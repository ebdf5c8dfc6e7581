import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { buildSync } from "esbuild";
import { openCrypter } from "../../runtime/engine/workspace/passphrase";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../lib/pulumiSignature";
import { ensureOfficialCli } from "../../runtime/pulumi/build";
import { linkSdks } from "../support/linkSdks";
import { processesWith } from "../support/processes";

export type Engine = "official" | "embedded";
export const ENGINES: Engine[] = ["official", "embedded"];

/** One resource of a program. */
export interface Resource {
  name: string;
  kind?: "custom" | "component" | "provider";
  type?: string;
  inputs?: Record<string, unknown>;
  opts?: Record<string, unknown>;
  /** Resources of a chain are registered one after the other. Default: no wait, unless an input or option requires it. */
  chain?: string;
}

/** A program as data, which program.js runs. */
export interface Program {
  resources: Resource[];
  /** The stack's outputs. */
  exports?: Record<string, unknown>;
  /** How the program ends, if not well. */
  end?: "throw" | "exit" | "reject" | "leak";
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
  /** The provider's calls, in their order. */
  calls: Record<string, unknown>[];
}

const EMBEDDED = join(__dirname, "..", "..", "runtime", "engine", "bin", "pulumi");

let official: Promise<string> | undefined;
/** The path of the official CLI, which is built on the first call. */
export const officialCli = (): Promise<string> =>
  (official ??= ensureOfficialCli(() => undefined, new AbortController().signal));

const executable = async (engine: Engine): Promise<string> =>
  engine === "official" ? officialCli() : EMBEDDED;

let plugins: string | undefined;
/** A folder with the test provider's executable. One file, so that it starts fast. */
function pluginFolder(): string {
  if (plugins !== undefined) return plugins;
  plugins = mkdtempSync(join(tmpdir(), "conformance-plugin-"));
  const file = join(plugins, "pulumi-resource-conf");
  buildSync({
    entryPoints: [join(__dirname, "plugin.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "error",
  });
  chmodSync(file, 0o755);
  return plugins;
}

const PASSPHRASE = "correct-horse";

let template: Promise<Stack> | undefined;
afterAll(async () => {
  (await template)?.remove();
  if (plugins !== undefined) rmSync(plugins, { recursive: true });
});

/** A stack `dev` of a project with the test provider, in its own folder. */
export class Stack {
  readonly root = mkdtempSync(join(tmpdir(), "conformance-"));
  readonly project = join(this.root, "project");
  private readonly backend = join(this.root, "backend");
  private readonly log = join(this.root, "calls.jsonl");

  /** @param extraEnvironment of commands and plugins */
  constructor(private readonly extraEnvironment: NodeJS.ProcessEnv = {}) {
    mkdirSync(this.backend);
    linkSdks(this.project, ["pulumi"]);
    writeFileSync(
      join(this.project, "Pulumi.yaml"),
      "name: conf\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    writeFileSync(join(this.project, "package.json"), "{}");
    copyFileSync(join(__dirname, "program.js"), join(this.project, "index.js"));
  }

  /** Creates the stack: a copy of the first one that this process has created. */
  async init(): Promise<this> {
    template ??= (async () => {
      const first = new Stack();
      const { code, stderr } = await first.command("embedded", ["stack", "init", "dev"]);
      if (code !== 0) throw new Error(stderr);
      return first;
    })();
    this.take(await template);
    return this;
  }

  /** Takes over the state of another stack, and its file. */
  private take(other: Stack): void {
    cpSync(other.backend, this.backend, { recursive: true });
    copyFileSync(join(other.project, "Pulumi.dev.yaml"), join(this.project, "Pulumi.dev.yaml"));
  }

  /** Replaces the program. */
  write(program: Program): void {
    writeFileSync(join(this.project, "resources.json"), JSON.stringify(program));
  }

  async command(engine: Engine, args: string[]): Promise<Outcome> {
    rmSync(this.log, { force: true });
    const outcome = await this.execute(await executable(engine), args, this.environment());
    return { ...outcome, calls: this.calls() };
  }

  /** The provider's calls since the last command started. */
  calls(): Record<string, unknown>[] {
    const lines = existsSync(this.log) ? readFileSync(this.log, "utf8").split("\n").slice(0, -1) : [];
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Starts a command in its own process group. */
  async start(engine: Engine, args: string[]): Promise<ChildProcess> {
    rmSync(this.log, { force: true });
    const options = { cwd: this.project, env: this.environment(), detached: true, stdio: "ignore" } as const;
    return spawn(await executable(engine), [...args, "--non-interactive"], options);
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: [pluginFolder(), process.env.PATH].join(delimiter),
      HOME: this.root,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
      PULUMI_HOME: join(this.root, "home"),
      PULUMI_BACKEND_URL: `file://${this.backend}`,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_STACK: "dev",
      CONFORMANCE_LOG: this.log,
      ...this.extraEnvironment,
    };
  }

  private execute(cli: string, args: string[], env: NodeJS.ProcessEnv): Promise<Omit<Outcome, "calls">> {
    return new Promise((resolve) => {
      const options = { cwd: this.project, env, maxBuffer: 64 * 1024 * 1024 };
      execFile(cli, [...args, "--non-interactive"], options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
      );
    });
  }

  /** The state, with its secrets in plain text. */
  async state(): Promise<Record<string, unknown>> {
    const file = join(this.backend, ".pulumi", "stacks", "conf", "dev.json");
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: { secrets_providers?: { state: { salt: string } } } };
    };
    const { latest = {} } = checkpoint;
    const salt = latest.secrets_providers?.state.salt;
    if (salt === undefined) return latest;
    const crypter = await openCrypter(PASSPHRASE, salt);
    return JSON.parse(JSON.stringify(latest), (_, value: unknown) => {
      const { [SIGNATURE_KEY]: signature, ciphertext } = (value ?? {}) as Record<string, unknown>;
      return signature === SECRET_SIGNATURE
        ? { secret: JSON.parse(crypter.decrypt(String(ciphertext))) as unknown }
        : value;
    }) as Record<string, unknown>;
  }

  /** The processes that commands of this stack have started and that run. */
  processes(): number[] {
    return processesWith(`CONFORMANCE_LOG=${this.log}`);
  }

  /** Ends the language host and the plugins that a killed engine has left. */
  endProcesses(): void {
    for (const pid of this.processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
  }

  remove(): void {
    this.endProcesses();
    rmSync(this.root, { recursive: true, force: true });
  }
}
