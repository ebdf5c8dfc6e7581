import type { Readable } from "node:stream";

/** A line of a Docker daemon's progress stream for a pull, push or build. */
export interface ProgressLine {
  stream?: string;
  status?: string;
  id?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
}

/**
 * Reads a Docker daemon's progress stream to its end.
 * @param onLine is called for every line
 * @throws the daemon's error when the operation fails
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
  // A daemon that stops meanwhile causes a stream error here.
  for await (const chunk of input.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop()!;
    lines.forEach(take);
  }
  take(rest);
  if (failure !== undefined) throw new Error(failure);
}

/** Summarizes a pull or push in one line: finished layers and transferred bytes. */
export class LayerProgress {
  private readonly layers = new Map<string, { done: boolean; current: number; total: number }>();

  /** @returns the line to show; undefined when it has not changed */
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
