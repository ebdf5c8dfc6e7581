import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { OperationRequest, Project } from "../model/operation";
import { LIFELINE, startChild } from "./childProcess";

/** The exit code by which the runner says that it has told what went wrong. */
const ALREADY_TOLD = 32;
/** How long a program may take to end after its operation was stopped; then it is ended. Milliseconds. */
const GRACE = 500;

/**
 * Room for what a program makes, so that most end before much is collected: at V8's own sizes, which begin small, a
 * program of a hundred resources spends a tenth of its time on that, and more on a busy machine. Megabytes; the
 * project's `nodeargs` take precedence.
 */
const ROOM = ["--min-semi-space-size=64", "--max-semi-space-size=64", "--initial-old-space-size=256"];

export interface ProgramRun {
  request: OperationRequest;
  monitorAddress: string;
  engineAddress: string;
  /** Takes what the program prints, a line at a time. */
  onOutput(stream: "stdout" | "stderr", line: string): void;
  /** Aborted when the operation has been stopped: the program has to end then, and how it does is no news. */
  stopping: AbortSignal;
}
/** `message` is absent when the program has told what went wrong. */
export type ProgramOutcome = { kind: "finished" } | { kind: "failed"; message?: string };

/** A Node.js program in a process of its own. Starting it and letting it run are apart, since the start takes a while. */
export class Program {
  private readonly ended: Promise<number | string>;
  private finished: (() => void) | undefined;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(`the program could not be started: ${error.message}`));
      child.once("close", (code, signal) => resolve(code ?? `Program was ended by the signal ${signal}`));
    });
  }

  /**
   * Starts the process, which loads the SDK and then waits for {@link run}.
   * @throws when the project's runtime is not nodejs, or asks for what is not served
   */
  static start(project: Project): Program {
    const { runtime } = project;
    if (runtime.name !== "nodejs") {
      throw new Error(
        `the embedded engine runs programs with the runtime nodejs; ${join(project.root, "Pulumi.yaml")} has ${JSON.stringify(runtime.name)}`,
      );
    }
    const directory = programDirectory(project);
    const { args, loader } = nodeArguments(runtime.options.nodeargs, directory);
    const runner = join(__dirname, "..", "startup", "programRunner.js");
    const child = startChild(
      process.execPath,
      ["--require", LIFELINE, ...ROOM, ...args, runner, project.main, directory, ...loader],
      { cwd: directory, channel: true },
    );
    child.on("error", () => undefined); // told by `ended`
    return new Program(child);
  }

  /** Lets this process end although the program has not been run: it ends too then. */
  unref(): void {
    this.child.unref();
    this.child.channel?.unref();
    for (const stream of [this.child.stdout, this.child.stderr]) (stream as Socket | null)?.unref();
  }

  /** Lets the program run to its end. */
  async run(run: ProgramRun): Promise<ProgramOutcome> {
    this.child.ref();
    for (const stream of [this.child.stdout, this.child.stderr]) (stream as Socket).ref();
    for (const stream of ["stdout", "stderr"] as const) {
      const lines = createInterface({ input: this.child[stream]! });
      lines.on("line", (line) => run.onOutput(stream, line));
    }
    this.child.send({ env: environment(run) }, () => undefined);
    const signalled = new Promise<"signalled">((resolve) => {
      this.finished = () => resolve("signalled");
    });
    run.stopping.addEventListener("abort", () => void this.end(false), { once: true });
    const end = await Promise.race([this.ended, signalled]);
    if (end === "signalled" || end === 0) return { kind: "finished" };
    if (run.stopping.aborted || end === ALREADY_TOLD) return { kind: "failed" };
    return {
      kind: "failed",
      message: typeof end === "string" ? end : `Program exited with non-zero exit code: ${end}`,
    };
  }

  /** The program says that it has done all it wants to: nothing more will be registered. */
  signal(): void {
    this.finished?.();
  }

  /** Waits for the end of the process, and ends it where it takes too long; at once where it was never run. */
  async end(atOnce: boolean): Promise<void> {
    const grace = atOnce || this.child.connected ? 0 : GRACE;
    const timer = setTimeout(() => this.child.kill("SIGKILL"), grace);
    await this.ended;
    clearTimeout(timer);
  }
}

/** The working directory of a program: its folder. */
function programDirectory({ main }: Project): string {
  if (!existsSync(main))
    throw new Error(`the program ${main}, which Pulumi.yaml names as main, does not exist`);
  return statSync(main).isDirectory() ? main : dirname(main);
}

/**
 * Node's arguments. `--import tsx` registers loaders for both module systems, a third of a second's worth; a program of
 * CommonJS modules needs one of them, and only for what the runner has not kept from the last time.
 */
function nodeArguments(nodeargs: unknown, directory: string): { args: string[]; loader: string[] } {
  const args = typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter((arg) => arg !== "") : [];
  const at = args.findIndex((arg, i) => arg === "--import" && args[i + 1] === "tsx");
  if (at < 0 || isModule(directory)) return { args, loader: [] };
  return { args: args.toSpliced(at, 2), loader: ["tsx/cjs"] };
}

/** True when the nearest package.json says that its files are ES modules. */
function isModule(directory: string): boolean {
  for (let at = directory; ; at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest)) {
      return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === "module";
    }
    if (at === dirname(at)) return false;
  }
}

/** The settings as the SDK reads them. */
function environment({ request, monitorAddress, engineAddress }: ProgramRun): Record<string, string> {
  const { project, stack, organization, config, options } = request;
  const secretKeys = Object.keys(config).filter((key) => config[key]!.secret);
  return {
    PULUMI_NODEJS_ORGANIZATION: organization,
    PULUMI_NODEJS_PROJECT: project.name,
    PULUMI_NODEJS_ROOT_DIRECTORY: project.root,
    PULUMI_NODEJS_STACK: stack,
    PULUMI_NODEJS_DRY_RUN: String(request.kind === "preview"),
    PULUMI_NODEJS_PARALLEL: String(options.parallel),
    PULUMI_NODEJS_MONITOR: monitorAddress,
    PULUMI_NODEJS_ENGINE: engineAddress,
    PULUMI_CONFIG: JSON.stringify(
      Object.fromEntries(Object.entries(config).map(([key, { value }]) => [key, value])),
    ),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
  };
}
