import { median } from "./measure";
import type { Measurement } from "./measuredCommand";

/** A way to do the same work: its commands in their order, by the names of the table's rows. */
export interface Contender {
  name: string;
  commands: Record<string, () => Promise<Measurement>>;
}

/** The measurements of a contender's commands. */
type Results = Map<string, Measurement[]>;

/**
 * Runs all commands of each contender, one contender after the other, and repeats this. The first contender is compared with
 * the others.
 * @returns a table in Markdown
 */
export async function compare(runs: number, contenders: readonly Contender[]): Promise<string> {
  const results = contenders.map((): Results => new Map());
  for (let run = 0; run < runs; run++) {
    for (const [index, { name, commands }] of contenders.entries()) {
      for (const [row, measure] of Object.entries(commands)) {
        const measurement = await measure();
        process.stderr.write(`  ${name}: ${row} ${cell([measurement])}\n`);
        const measurements = results[index]!.get(row) ?? [];
        results[index]!.set(row, [...measurements, measurement]);
      }
    }
  }
  return table(contenders, results);
}

function table(contenders: readonly Contender[], [ours, ...peers]: Results[]): string {
  const [first, ...others] = contenders.map(({ name }) => name);
  const header = ["command", first, ...others.flatMap((name) => [name, "ratio"])];
  const rows = [...ours!].map(([row, measurements]) => [
    row,
    cell(measurements),
    ...peers.flatMap((peer) => {
      const theirs = peer.get(row);
      return theirs === undefined ? ["", ""] : [cell(theirs), ratio(measurements, theirs)];
    }),
  ]);
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `2.9 s (2.8–3.1), 213 MiB`: the median, the minimum and the maximum; one number for one run. */
function cell(measurements: readonly Measurement[]): string {
  const seconds = measurements.map((measurement) => measurement.seconds);
  const text = (value: number) => value.toFixed(value < 10 ? 2 : 1);
  const range = seconds.length > 1 ? ` (${text(Math.min(...seconds))}–${text(Math.max(...seconds))})` : "";
  const memory = median(measurements.map(({ peakMiB }) => peakMiB));
  return `${text(median(seconds))} s${range}, ${memory.toFixed(0)} MiB`;
}

/** The median of the ratios of the durations in each run. */
const ratio = (ours: readonly Measurement[], theirs: readonly Measurement[]): string =>
  median(ours.map(({ seconds }, i) => seconds / theirs[i]!.seconds)).toFixed(2);
