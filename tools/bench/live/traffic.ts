import type { LiveStack } from "./liveStack";
import { type Both, type Figure, sides, table } from "./sideBySide";
import { createVariants } from "./variants";
import { type Measurement, wrk } from "./wrk";

/** Numbers of connections: the first suits two cores, and a single one measures requests without queueing. */
const CONNECTIONS = [8, 1];

/** The measurements of each variant by name; the variant without the mesh is the last one. */
type Measured = Map<string, Both<Measurement[]>>;

const values: [heading: string, of: (measurement: Measurement) => number][] = [
  ["requests/s", ({ requestsPerSecond }) => requestsPerSecond],
  ["p50 ms", ({ p50 }) => p50],
  ["p99 ms", ({ p99 }) => p99],
];

/**
 * Measures requests per second and latency of the page with different parts of the mesh, with and without root. Both
 * clusters are up. Alternates variants and clusters, so that other load on the machine affects all.
 */
export async function traffic(
  stacks: Both<LiveStack>,
  { runs, duration }: { runs: number; duration: number },
): Promise<string> {
  for (const side of sides) await stacks[side].ensureUp();
  const variants = {
    withRoot: await createVariants(stacks.withRoot),
    withoutRoot: await createVariants(stacks.withoutRoot),
  };
  const tables: string[] = [];
  for (const connections of CONNECTIONS) {
    const measured: Measured = new Map();
    for (const { name } of variants.withRoot) measured.set(name, { withRoot: [], withoutRoot: [] });
    for (let run = 0; run < runs; run++) {
      for (const [i, measurements] of [...measured.values()].entries()) {
        for (const side of sides) {
          const variant = variants[side][i]!;
          // Warms caches and connections.
          await wrk(variant, { connections, duration: Math.ceil(duration / 3) });
          measurements[side].push(await wrk(variant, { connections, duration }));
        }
      }
    }
    tables.push(...tablesOf(measured, connections));
  }
  return tables.join("\n\n");
}

/** One table per value, and the number of errors if there are any. */
function tablesOf(measured: Measured, connections: number): string[] {
  const all = [...measured.values()].flatMap(({ withRoot, withoutRoot }) => [...withRoot, ...withoutRoot]);
  const errors = all.reduce((sum, measurement) => sum + measurement.errors, 0);
  return [
    ...values.map(([heading, of]) =>
      table(`${heading}, connections: ${connections}`, [
        ...absolute(measured, of),
        ...relative(measured, of),
      ]),
    ),
    ...(errors > 0 ? [`failed requests: ${errors}`] : []),
  ];
}

const absolute = (measured: Measured, of: (measurement: Measurement) => number): Figure[] =>
  [...measured].map(([what, { withRoot, withoutRoot }]) => ({
    what,
    withRoot: withRoot.map(of),
    withoutRoot: withoutRoot.map(of),
  }));

/** The variants with parts of the mesh, each divided by the variant without the mesh of the same round. */
function relative(measured: Measured, of: (measurement: Measurement) => number): Figure[] {
  const rows = absolute(measured, of);
  const base = rows.pop()!;
  return rows.map(({ what, withRoot, withoutRoot }) => ({
    what: `${what}, relative to ${base.what}`,
    withRoot: withRoot.map((value, i) => value / base.withRoot[i]!),
    withoutRoot: withoutRoot.map((value, i) => value / base.withoutRoot[i]!),
  }));
}
