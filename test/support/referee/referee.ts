import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { ensureBuilt } from "../../../lib/goBinary/build";

/** The result of Kubernetes' own libraries for an input: a value, or an error. */
export type Verdict = { value: unknown } | { error: string };

/** Kubernetes' own readers of YAML and kubeconfigs, in a Go program. */
export class Referee {
  private readonly answers: ((line: string) => void)[] = [];

  private constructor(private readonly program: ChildProcessWithoutNullStreams) {
    createInterface({ input: program.stdout }).on("line", (line) => this.answers.shift()!(line));
  }

  /** Builds the program, unless the cache contains it, and starts it. */
  static async start(): Promise<Referee> {
    const { path } = await ensureBuilt(
      { directory: resolve(__dirname), name: "referee", package: "." },
      () => {},
      new AbortController().signal,
    );
    return new Referee(spawn(path));
  }

  /**
   * The JSON of a YAML document, as text in which numbers keep their digits; `rest` is true if sigs.k8s.io/yaml ignores
   * text after the document.
   */
  async yaml(text: string): Promise<{ json: string; rest: boolean } | { error: string }> {
    const line = await this.ask({ yaml: text });
    const answer = JSON.parse(line) as { error?: string; rest?: boolean };
    if (answer.error !== undefined) return { error: answer.error };
    return { json: valueText(line), rest: answer.rest === true };
  }

  /** client-go's result for a list of kubeconfig files. */
  async kubeconfig(files: readonly string[], context = ""): Promise<Verdict> {
    return JSON.parse(await this.ask({ kubeconfig: files, context })) as Verdict;
  }

  close(): void {
    this.program.stdin.end();
  }

  private ask(request: object): Promise<string> {
    return new Promise((done) => {
      this.answers.push(done);
      this.program.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }
}

/** The value in an answer, as it is written. */
function valueText(line: string): string {
  return line.slice('{"value":'.length).replace(/(,"rest":true)?\}$/, "");
}
