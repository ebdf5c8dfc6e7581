import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { run } from "../../runtime/engine/cli/run";
import { readRecording, recordingsDir } from "../recordings";
import { writeFiles } from "./programFiles";

export interface Outcome {
  stdout: string;
  stderr: string;
  code: number;
}

/** A program with its own backend and home. */
export class CommandLine {
  readonly root = mkdtempSync(join(tmpdir(), "commands-"));
  readonly project = join(this.root, "project");
  readonly backend = join(this.root, "backend");
  env: NodeJS.ProcessEnv;

  /** @param program the folder of `test/engine/recordings` whose program is copied, or the program's files by path */
  constructor(program: string | Record<string, string>) {
    mkdirSync(this.project);
    if (typeof program === "string")
      cpSync(join(recordingsDir, program, "program"), this.project, { recursive: true });
    else writeFiles(this.project, program);
    symlinkSync(join(__dirname, "..", "..", "node_modules"), join(this.project, "node_modules"));
    this.env = {
      PATH: process.env.PATH,
      HOME: this.root,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), // Shares one bundle of the engine.
      PULUMI_HOME: join(this.root, "home"),
      PULUMI_BACKEND_URL: `file://${this.backend}`,
      PULUMI_CONFIG_PASSPHRASE: "correct-horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  /** Runs a command in this process. */
  async run(args: string[], input = ""): Promise<Outcome> {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const texts = Promise.all([stdout, stderr].map(collect));
    const code = await run(args, {
      env: this.env,
      cwd: this.project,
      stdin: Readable.from([input]),
      stdout,
      stderr,
    });
    stdout.end();
    stderr.end();
    const [out, err] = (await texts) as [string, string];
    return { stdout: out, stderr: err, code };
  }

  /**
   * Runs a command at a terminal.
   * @param answers the user's input, one per prompt, or what happens at the prompt instead
   */
  async runAtTerminal(
    args: string[],
    answers: [prompt: string, answer: string | (() => void)][],
  ): Promise<Outcome> {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 120, rows: 40 });
    const stderr = new PassThrough();
    const waiting = [...answers];
    let shown = "";
    stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString("utf8");
      const next = waiting[0];
      if (!next || !stripVTControlCharacters(shown).includes(next[0])) return;
      waiting.shift();
      shown = "";
      const [, answer] = next;
      if (typeof answer === "string") stdin.write(`${answer}\n`);
      else answer();
    });
    const texts = Promise.all([stdout, stderr].map(collect));
    const env = { ...this.env, TERM: "xterm" };
    const code = await run(args, { env, cwd: this.project, stdin, stdout, stderr });
    stdout.end();
    stderr.end();
    const [out, err] = (await texts) as [string, string];
    return { stdout: stripVTControlCharacters(out), stderr: err, code };
  }

  /** Runs a command that must succeed, and returns its standard output. */
  async ok(args: string[], input?: string): Promise<string> {
    const { stdout, stderr, code } = await this.run(args, input);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

async function collect(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** The recording `commands/NAME.txt`. */
export function recordedCommand(name: string): Outcome & { command: string } {
  const text = readRecording("commands", `${name}.txt`);
  const match = /^\$ pulumi (.*?)\n(.*?)(?:\n--- standard error\n(.*?))?\n--- exit code (\d+)\n$/s.exec(text);
  if (!match) throw new Error(`${name}.txt is not a recording of a command`);
  return { command: match[1]!, stdout: match[2]!, stderr: match[3] ?? "", code: Number(match[4]) };
}
