import type { ChildProcess } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { foundExpected } from "../../../lib/problemText";
import { shellWords } from "../../../lib/shellWords";
import type { OperationRequest, Project } from "../model/operation";
import { messageOf, UserError } from "../workspace/userError";
import { LIFELINE, startChild } from "./childProcess";
import { readPackageJson } from "./packageJson";

/** The runner's exit code after it has reported the error. */
const ALREADY_REPORTED = 32;
/** The time for a program to exit after its operation was stopped, before it is killed. Milliseconds. */
const GRACE = 500;

/**
 * Heap sizes that let most programs end before a garbage collection. V8's defaults start small: a program with a hundred
 * resources spends a tenth of its time on collections. Megabytes; the project's `nodeargs` take precedence.
 */
const HEAP = ["--min-semi-space-size=16", "--max-semi-space-size=16", "--initial-old-space-size=256"];

export interface ProgramRun {
  request: OperationRequest;
  monitorAddress: string;
  engineAddress: string;
  /** Receives the program's output, line by line. */
  onOutput(stream: "stdout" | "stderr", line: string): void;
  /** Aborted when the operation was stopped: the program must exit then, and its outcome does not matter. */
  stopping: AbortSignal;
}
/** `message` is absent when the program has reported the error itself. */
export type ProgramOutcome = { kind: "finished" } | { kind: "failed"; message?: string };

/** A Node.js program in its own process. Its slow start is separate from its run. */
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
   * @throws UserError when the project's runtime is not nodejs, its program does not exist, or Node's arguments are invalid
   */
  static start(project: Project): Program {
    const { name } = project.runtime;
    if (name !== "nodejs")
      throw projectProblem(
        project,
        "runtime",
        foundExpected(name, "nodejs, which the embedded engine supports"),
      );
    const directory = programDirectory(project);
    const { args, loader } = nodeArguments(project, directory);
    const runner = join(__dirname, "..", "startup", "programRunner.js");
    const child = startChild(
      process.execPath,
      ["--require", LIFELINE, ...HEAP, ...args, runner, project.main, directory, ...loader],
      { cwd: directory, channel: true },
    );
    child.on("error", () => undefined); // Handled by `ended`.
    return new Program(child);
  }

  /** Lets this process exit although the program has not run; the program exits with it. */
  unref(): void {
    this.child.unref();
    this.child.channel?.unref();
    for (const stream of [this.child.stdout, this.child.stderr]) (stream as Socket | null)?.unref();
  }

  /** Runs the program until it signals that it sends no more registrations, or exits. */
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
    if (end === "signalled") return { kind: "finished" };
    return this.outcome(run.stopping);
  }

  /**
   * Waits until the process exits. A program can fail after its last registration, for example because it has leaked a
   * promise.
   */
  async outcome(stopping: AbortSignal): Promise<ProgramOutcome> {
    const end = await this.ended;
    if (end === 0) return { kind: "finished" };
    if (stopping.aborted || end === ALREADY_REPORTED) return { kind: "failed" };
    return {
      kind: "failed",
      message: `an unhandled error occurred: ${typeof end === "string" ? end : `Program exited with non-zero exit code: ${end}`}`,
    };
  }

  /** Called when the program has signalled that it sends no more registrations. */
  signal(): void {
    this.finished?.();
  }

  /**
   * Waits until the process exits; kills it after the grace period, or at once if it has not run. Another grace period later
   * it closes the outputs, which a process that the program started can keep open.
   */
  async end(atOnce: boolean): Promise<void> {
    const grace = atOnce || this.child.connected ? 0 : GRACE;
    const timer = setTimeout(() => this.child.kill("SIGKILL"), grace);
    const abandonment = setTimeout(
      () => this.child.stdio.forEach((stream) => stream?.destroy()),
      grace + GRACE,
    );
    await this.ended;
    clearTimeout(timer);
    clearTimeout(abandonment);
  }
}

/** Programs that were started before their operation, by file. */
const prestarted = new Map<string, Program>();

/**
 * Starts a project's program before {@link takeProgram}, while the command still reads the state: the program loads the SDK
 * and waits. A program that nothing takes ends with this process.
 */
export function prestartProgram(project: Project): void {
  if (prestarted.has(project.main)) return;
  try {
    const program = Program.start(project);
    program.unref();
    prestarted.set(project.main, program);
  } catch {
    // takeProgram() reports the error.
  }
}

/**
 * Returns the program that was started early, else starts it.
 * @throws the errors of {@link Program.start}
 */
export function takeProgram(project: Project): Program {
  const ahead = prestarted.get(project.main);
  prestarted.delete(project.main);
  return ahead ?? Program.start(project);
}

const projectProblem = ({ root }: Project, key: string, problem: string): UserError =>
  new UserError(`${join(root, "Pulumi.yaml")}: ${key}: ${problem}`);

/** The working directory of a program: its folder. */
function programDirectory(project: Project): string {
  const { main } = project;
  if (!existsSync(main))
    throw projectProblem(
      project,
      "main",
      `found ${main}, which does not exist; expected the program's file or folder.`,
    );
  return statSync(main).isDirectory() ? main : dirname(main);
}

/**
 * Node's arguments. `--import tsx` takes a third of a second to register loaders for both module systems. A CommonJS program
 * needs only one of them, and only for modules that the runner has not cached.
 */
function nodeArguments(project: Project, directory: string): { args: string[]; loader: string[] } {
  const args = nodeWords(project);
  const at = args.findIndex((arg, i) => arg === "--import" && args[i + 1] === "tsx");
  if (at < 0 || isModule(directory)) return { args, loader: [] };
  return { args: args.toSpliced(at, 2), loader: ["tsx/cjs"] };
}

function nodeWords(project: Project): string[] {
  const { nodeargs } = project.runtime.options;
  try {
    return typeof nodeargs === "string" ? shellWords(nodeargs) : [];
  } catch (error) {
    throw projectProblem(project, "runtime.options.nodeargs", `${messageOf(error)}.`);
  }
}

/** True when the nearest package.json says that its files are ES modules. */
function isModule(directory: string): boolean {
  for (let at = directory; ; at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest)) return readPackageJson(manifest).type === "module";
    if (at === dirname(at)) return false;
  }
}

/** The environment variables from which the SDK reads its settings. */
function environment({ request, monitorAddress, engineAddress }: ProgramRun): Record<string, string> {
  const { project, stack, organization, config, options } = request;
  const secretKeys = Object.keys(config).filter((key) => config[key]!.secret);
  const { typescript = true, tsconfig } = project.runtime.options;
  return {
    PULUMI_NODEJS_ORGANIZATION: organization,
    PULUMI_NODEJS_PROJECT: project.name,
    PULUMI_NODEJS_ROOT_DIRECTORY: project.root,
    PULUMI_NODEJS_STACK: stack,
    PULUMI_NODEJS_DRY_RUN: String(request.kind === "preview"),
    PULUMI_NODEJS_PARALLEL: String(options.parallel),
    PULUMI_NODEJS_MONITOR: monitorAddress,
    PULUMI_NODEJS_ENGINE: engineAddress,
    ...(typescript === true ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(typeof tsconfig === "string" ? { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig } : {}),
    PULUMI_CONFIG: JSON.stringify(
      Object.fromEntries(Object.entries(config).map(([key, { value }]) => [key, value])),
    ),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
  };
}
