import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Writable, Readable } from "node:stream";
import { run as runEngine } from "../../runtime/engine/cli/run";
import type { execute as executeTool, Main } from "../../tools/usage";

const root = resolve(__dirname, "../..");

/** What a command printed, and its exit code. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A checkout in which commands run inside the test's process. */
export class BrokenCheckout {
  readonly folder = mkdtempSync(join(tmpdir(), "broken-input-"));
  readonly env: NodeJS.ProcessEnv;
  private readonly saved = process.env;

  constructor() {
    mkdirSync(join(this.folder, "home"));
    mkdirSync(join(this.folder, "stacks"));
    cpSync(join(root, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
    for (const name of [
      "tools",
      "runtime",
      "lib",
      "components",
      "node_modules",
      "package.json",
      "package-lock.json",
      "Makefile",
    ])
      symlinkSync(join(root, name), join(this.folder, name));
    for (const name of readdirSync(join(root, "stacks")).filter((each) => !each.startsWith("Pulumi.")))
      symlinkSync(join(root, "stacks", name), join(this.folder, "stacks", name));
    const home = join(this.folder, "home");
    const { PATH, GOENV, GOPATH } = process.env;
    this.env = {
      ...{ PATH, GOENV, GOPATH, HOME: home, XDG_STATE_HOME: join(home, "state"), NO_COLOR: "1" },
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
      PULUMI_HOME: join(home, ".pulumi"),
      PULUMI_BACKEND_URL: `file://${home}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
    };
    process.env = this.env;
    // The tools take the working directory for the checkout when they are loaded.
    jest.spyOn(process, "cwd").mockReturnValue(this.folder);
  }

  remove(): void {
    process.env = this.saved;
    jest.restoreAllMocks();
    rmSync(this.folder, { recursive: true });
  }

  /** Writes a file below the checkout. @returns its path */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Runs the main function of a tool. */
  async tool(name: string, main: Main, ...args: string[]): Promise<Outcome> {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded after the working directory is set
    const { execute } = require("../../tools/usage") as { execute: typeof executeTool };
    const outcome: Outcome = { code: 0, stdout: "", stderr: "" };
    const keep = (stream: "stdout" | "stderr") => (text: string | Uint8Array) =>
      Boolean((outcome[stream] += String(text)));
    const spies = [
      jest.spyOn(process.stdout, "write").mockImplementation(keep("stdout")),
      jest.spyOn(process.stderr, "write").mockImplementation(keep("stderr")),
    ];
    try {
      outcome.code = await execute(name, main, args);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    return outcome;
  }

  /** Runs the embedded engine. */
  async engine(...args: string[]): Promise<Outcome> {
    const texts: Buffer[][] = [[], []];
    const [stdout, stderr] = texts.map(
      (chunks) =>
        new Writable({
          write(chunk: Buffer, _, done) {
            chunks.push(Buffer.from(chunk));
            done();
          },
        }),
    ) as [Writable, Writable];
    const streams = { env: this.env, cwd: this.folder, stdin: Readable.from([]), stdout, stderr };
    const code = await runEngine(args, streams);
    const [out, error] = texts.map((chunks) => Buffer.concat(chunks).toString());
    return { code, stdout: out!, stderr: error! };
  }

  /** The files below the checkout, without those of the product. */
  files(): string[] {
    return ["home", "stacks"].flatMap((name) => below(join(this.folder, name)));
  }
}

function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [path, ...below(path)];
    return entry.isSymbolicLink() ? [path] : [`${path} ${statSync(path).size}`];
  });
}
