import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseRecording } from "../support/engine/recordedEvents";
import { type Crypter, openCrypter } from "../../runtime/engine/workspace/passphrase";
import { readRecording, recordingsDir } from "../recordings";
import { CommandLine, type Outcome } from "./commandLine";
import { comparableOutput, comparableState, type Peculiarities } from "./comparable";

const BIN = join(__dirname, "..", "..", "runtime", "engine", "bin", "pulumi");
/** The order of the recordings of a step. */
const KINDS = [
  "preview",
  "preview-diff",
  "preview.json",
  "up",
  "refresh",
  "destroy",
  "state",
  "output",
] as const;
type Kind = (typeof KINDS)[number];

/** A recording of a step: `03-change.preview-diff.txt` is `preview-diff` of `03-change`. */
export interface Recording {
  file: string;
  step: string;
  kind: Kind;
}

/** The recordings of a program, in their order. */
export function recordings(program: string): Recording[] {
  const found = readdirSync(join(recordingsDir, program)).flatMap((file): Recording[] => {
    const match = /^(\d\d-[^.]+)\.(.+)\.(?:txt|json)$/.exec(file);
    return match ? [{ file, step: match[1]!, kind: match[2] as Kind }] : [];
  });
  const order = ({ step, kind }: Recording): string => `${step} ${KINDS.indexOf(kind)}`;
  return found.sort((a, b) => order(a).localeCompare(order(b)));
}

/** Runs a recorded program with the embedded engine, each command in its own process. */
export class RecordedProgram extends CommandLine {
  private step = "";

  constructor(
    private readonly name: string,
    /** The configuration value `step` of each step. */
    private readonly steps: Record<string, number>,
    private readonly peculiarities: Peculiarities = {},
  ) {
    super(name);
  }

  /** Runs a recorded command, and returns both outcomes without what differs between runs. */
  async compare({ file, step, kind }: Recording): Promise<{ recorded: unknown; ours: unknown }> {
    if (step !== this.step) await this.ok(["config", "set", "step", String(this.steps[step])]);
    this.step = step;
    const text = readRecording(this.name, file);
    if (kind === "state") {
      const exported = await this.execute(["stack", "export"]);
      expect(exported).toMatchObject({ stderr: "", code: 0 });
      return {
        recorded: await this.states(text),
        ours: await this.states(exported.stdout),
      };
    }
    const command = /^\$ pulumi (.*)$/m.exec(text)![1]!;
    const outcome = await this.execute(command.split(" "));
    const { stdout, stderr, exitCode } = parseRecording(text);
    return {
      recorded: comparableOutput({ stdout, stderr, code: exitCode }, this.peculiarities),
      ours: comparableOutput(outcome, this.peculiarities),
    };
  }

  /** Runs a command in its own process. */
  async execute(args: string[]): Promise<Outcome> {
    const child = spawn(BIN, args, { cwd: this.project, env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    const outcome: Outcome = { stdout: "", stderr: "", code: 0 };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (outcome.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (outcome.stderr += text));
    outcome.code = await new Promise<number>((done, failed) => {
      child.once("error", failed);
      child.once("close", (code, signal) =>
        code === null ? failed(new Error(`ended by ${signal}`)) : done(code),
      );
    });
    return outcome;
  }

  private async states(text: string): Promise<unknown> {
    const { version, deployment } = JSON.parse(text) as {
      version: number;
      deployment: { secrets_providers?: { type: string; state?: { salt: string } } };
    };
    const salt = deployment.secrets_providers?.state?.salt;
    const crypter: Crypter | undefined =
      salt === undefined ? undefined : await openCrypter(this.env.PULUMI_CONFIG_PASSPHRASE!, salt);
    return { version, ...comparableState(deployment, crypter, this.peculiarities) };
  }
}
