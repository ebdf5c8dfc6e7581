import type { Readable } from "node:stream";

/** A line of what a Docker daemon says while it pulls, pushes or builds. */
export interface ProgressLine {
  stream?: string;
  status?: string;
  id?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
  aux?: { ID?: string; Digest?: string };
}

/**
 * Reads what a Docker daemon says about a longer operation, to its end.
 * @param onLine is called for every line
 * @throws with the daemon's words when the operation fails
 */
export async function follow(
  answer: NodeJS.ReadableStream,
  onLine: (line: ProgressLine) => void,
): Promise<void> {
  const input = answer as Readable;
  let failure: string | undefined;
  const take = (text: string): void => {
    if (text.trim() === "") return;
    const line = JSON.parse(text) as ProgressLine;
    if (line.error !== undefined) failure ??= line.error;
    else onLine(line);
  };
  let rest = "";
  // A Docker daemon that goes away in the middle is an error of the stream.
  for await (const chunk of input.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop()!;
    lines.forEach(take);
  }
  take(rest);
  if (failure !== undefined) throw new Error(failure);
}

/** The state of a pull or push as one line: how many layers are done, and how much of them has come. */
export class LayerProgress {
  private readonly layers = new Map<string, { done: boolean; current: number; total: number }>();

  /** @returns the line to show; undefined when it says nothing new */
  add({ id, status = "", progressDetail }: ProgressLine): string | undefined {
    if (id === undefined || !LAYER_STATES.test(status)) return id === undefined ? status : undefined;
    const layer = this.layers.get(id) ?? { done: false, current: 0, total: 0 };
    layer.done = /^(Pull complete|Already exists|Layer already exists|Pushed)$/.test(status);
    if (/^(Downloading|Pushing)$/.test(status)) {
      layer.current = progressDetail?.current ?? layer.current;
      layer.total = progressDetail?.total ?? layer.total;
    } else if (layer.done || status === "Download complete") layer.current = layer.total;
    this.layers.set(id, layer);
    return this.line();
  }

  private line(): string {
    const layers = [...this.layers.values()];
    const done = layers.filter((layer) => layer.done).length;
    const sum = (key: "current" | "total") => layers.reduce((all, layer) => all + layer[key], 0);
    const bytes = sum("total") > 0 ? `, ${mebibytes(sum("current"))} of ${mebibytes(sum("total"))} MiB` : "";
    return `${done} of ${layers.length} layers${bytes}`;
  }
}

const LAYER_STATES =
  /^(Pulling fs layer|Waiting|Downloading|Verifying Checksum|Download complete|Extracting|Pull complete|Already exists|Preparing|Pushing|Pushed|Layer already exists)$/;

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
