import { markdownTable, median, range, ratio } from "./measure";
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
  const header = ["command", first!, ...others.flatMap((name) => [name, "ratio"])];
  const rows = [...ours!].map(([row, measurements]) => [
    row,
    cell(measurements),
    ...peers.flatMap((peer) => {
      const theirs = peer.get(row);
      return theirs === undefined
        ? ["", ""]
        : [cell(theirs), ratio(measurements.map(secondsIn), theirs.map(secondsIn))];
    }),
  ]);
  return markdownTable(header, rows);
}

/** `2.90 s (2.80–3.10), 213 MiB`. */
function cell(measurements: readonly Measurement[]): string {
  const memory = median(measurements.map(({ peakMiB }) => peakMiB));
  return `${range(measurements.map(secondsIn), " s")}, ${memory.toFixed(0)} MiB`;
}

const secondsIn = ({ seconds }: Measurement): number => seconds;
