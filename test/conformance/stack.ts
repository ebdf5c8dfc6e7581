import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { buildSync } from "esbuild";
import { ensureOfficialCli } from "../../runtime/pulumi/build";

export type Engine = "official" | "embedded";
export const ENGINES: Engine[] = ["official", "embedded"];

/** One resource of a program. */
export interface Resource {
  name: string;
  kind?: "custom" | "component" | "provider";
  type?: string;
  inputs?: Record<string, unknown>;
  opts?: Record<string, unknown>;
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
/** The time limit of a hook that can build the official CLI. Milliseconds. */
export const BUILD_LIMIT = 30 * 60_000;

let official: Promise<string> | undefined;
/** The path of the official CLI, which is built on the first call. */
export const officialCli = (): Promise<string> =>
  (official ??= ensureOfficialCli(() => undefined, new AbortController().signal));

let plugins: string | undefined;
/** A folder with the test provider's executable. One file, so that it starts fast. */
function pluginFolder(): string {
  if (plugins !== undefined) return plugins;
  plugins = mkdtempSync(join(tmpdir(), "conformance-plugin-"));
  process.once("exit", () => rmSync(plugins!, { recursive: true, force: true }));
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

/** A stack `dev` of a project with the test provider, in its own folder. */
export class Stack {
  readonly root = mkdtempSync(join(tmpdir(), "conformance-"));
  readonly project = join(this.root, "project");
  private readonly backend = join(this.root, "backend");
  private readonly log = join(this.root, "calls.jsonl");

  constructor() {
    const scope = join(this.project, "node_modules", "@pulumi");
    mkdirSync(scope, { recursive: true });
    mkdirSync(this.backend);
    // Only the SDK: the official CLI searches all packages of a project for plugins to install.
    symlinkSync(join(__dirname, "..", "..", "node_modules", "@pulumi", "pulumi"), join(scope, "pulumi"));
    writeFileSync(
      join(this.project, "Pulumi.yaml"),
      "name: conf\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    writeFileSync(join(this.project, "package.json"), "{}");
    copyFileSync(join(__dirname, "program.js"), join(this.project, "index.js"));
  }

  /** Creates the stack. */
  async init(): Promise<this> {
    const { code, stderr } = await this.command("embedded", ["stack", "init", "dev"]);
    if (code !== 0) throw new Error(stderr);
    return this;
  }

  /** A stack with the same state and files. */
  copy(): Stack {
    const other = new Stack();
    for (const folder of ["project", "backend"])
      cpSync(join(this.root, folder), join(other.root, folder), { recursive: true, force: true });
    return other;
  }

  /** Replaces the program. */
  write(program: Program): void {
    writeFileSync(join(this.project, "resources.json"), JSON.stringify(program));
  }

  async command(engine: Engine, args: string[]): Promise<Outcome> {
    rmSync(this.log, { force: true });
    const env: NodeJS.ProcessEnv = {
      PATH: [pluginFolder(), process.env.PATH].join(delimiter),
      HOME: this.root,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
      PULUMI_HOME: join(this.root, "home"),
      PULUMI_BACKEND_URL: `file://${this.backend}`,
      PULUMI_CONFIG_PASSPHRASE: "correct-horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      CONFORMANCE_LOG: this.log,
    };
    const outcome = await this.execute(engine === "official" ? await officialCli() : EMBEDDED, args, env);
    const lines = existsSync(this.log) ? readFileSync(this.log, "utf8").trim().split("\n") : [];
    return { ...outcome, calls: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
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
    const { stdout, stderr, code } = await this.command("embedded", ["stack", "export", "--show-secrets"]);
    if (code !== 0) throw new Error(stderr);
    return (JSON.parse(stdout) as { deployment: Record<string, unknown> }).deployment;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
