import { median } from "../measure";
import type { LiveStack } from "./liveStack";
import { createVariants, type Variant } from "./variants";
import { type Measurement, wrk } from "./wrk";

/** Numbers of connections: the first suits two cores, and a single one measures requests without queueing. */
const CONNECTIONS = [8, 1];

/**
 * Measures requests per second and latency of the page with different parts of the mesh, on one cluster. Alternates the
 * variants (A B C D A B C D …), so that other load on the machine affects all.
 */
export async function traffic(
  stack: LiveStack,
  { runs, duration }: { runs: number; duration: number },
): Promise<string> {
  await stack.ensureUp();
  const variants = await createVariants(stack);
  const tables: string[] = [];
  for (const connections of CONNECTIONS) {
    const measured = new Map<Variant, Measurement[]>(variants.map((variant) => [variant, []]));
    for (let run = 0; run < runs; run++) {
      for (const [variant, measurements] of measured) {
        // Warms caches and connections.
        await wrk(stack, variant, { connections, duration: Math.ceil(duration / 3) });
        measurements.push(await wrk(stack, variant, { connections, duration }));
      }
    }
    tables.push(`  wrk, connections: ${connections}, ${runs} × ${duration} s each`, table(measured));
  }
  return tables.join("\n");
}

const figures: [heading: string, of: (measurement: Measurement) => number][] = [
  ["requests/s", ({ requestsPerSecond }) => requestsPerSecond],
  ["p50 ms", ({ p50 }) => p50],
  ["p99 ms", ({ p99 }) => p99],
];

/** One line per variant: median, minimum, maximum, and the median ratio to the last variant in the same round. */
function table(measured: Map<Variant, Measurement[]>): string {
  const base = [...measured.values()].pop()!;
  const width = Math.max(...[...measured.keys()].map(({ name }) => name.length));
  return [...measured]
    .map(([{ name }, measurements]) => {
      const cells = figures.map(([heading, of]) => {
        const values = measurements.map(of);
        const ratio = median(values.map((value, i) => value / of(base[i]!)));
        const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map(text);
        return `${heading} ${middle} (${least}–${most}) ×${ratio.toFixed(2)}`;
      });
      const errors = measurements.reduce((sum, measurement) => sum + measurement.errors, 0);
      return `  ${name.padEnd(width)}  ${[...cells, `errors ${errors}`].join("  ")}`;
    })
    .join("\n");
}

const text = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
