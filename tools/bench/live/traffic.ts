import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LiveStack } from "./liveStack";
import { type Both, type Round, sides, table } from "./sideBySide";
import { createVariants, type Variant } from "./variants";

/** Numbers of connections: the first suits two cores, and a single one measures requests without queueing. */
const CONNECTIONS = [8, 1];

/** The result of one run. */
interface Measurement {
  requestsPerSecond: number;
  /** The median latency in milliseconds. */
  p50: number;
  /** The 99th percentile of the latency in milliseconds. */
  p99: number;
  /** The number of failed requests, including responses other than 2xx and 3xx. */
  errors: number;
}

/** The measurements of one round by the names of the variants; the variant without the mesh is the last one. */
type Measured = Record<string, Measurement>;

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
    const rounds: Both<Measured[]> = { withRoot: [], withoutRoot: [] };
    for (let run = 0; run < runs; run++) {
      const round: Both<Measured> = { withRoot: {}, withoutRoot: {} };
      for (const i of variants.withRoot.keys()) {
        for (const side of sides) {
          const variant = variants[side][i]!;
          // Warms caches and connections.
          await wrk(variant, { connections, duration: Math.ceil(duration / 3) });
          round[side][variant.name] = await wrk(variant, { connections, duration });
        }
      }
      for (const side of sides) rounds[side].push(round[side]);
    }
    tables.push(...tablesOf(rounds, connections));
  }
  return tables.join("\n\n");
}

/** One table per value, and the number of errors if there are any. */
function tablesOf({ withRoot, withoutRoot }: Both<readonly Measured[]>, connections: number): string[] {
  const all = [...withRoot, ...withoutRoot].flatMap((round) => Object.values(round));
  const errors = all.reduce((sum, measurement) => sum + measurement.errors, 0);
  return [
    ...values.map(([heading, of]) =>
      table(`${heading}, connections: ${connections}`, {
        withRoot: withRoot.map((round) => valuesOf(round, of)),
        withoutRoot: withoutRoot.map((round) => valuesOf(round, of)),
      }),
    ),
    ...(errors > 0 ? [`failed requests: ${errors}`] : []),
  ];
}

/** A value of each variant, and of those with parts of the mesh divided by that of the variant without the mesh. */
function valuesOf(round: Measured, of: (measurement: Measurement) => number): Round {
  const found = Object.entries(round).map(([what, measurement]) => ({ what, value: of(measurement) }));
  const base = found.at(-1)!;
  const relative = found.slice(0, -1).map(({ what, value }) => ({
    what: `${what}, relative to ${base.what}`,
    value: value / base.value,
  }));
  return Object.fromEntries([...found, ...relative].map(({ what, value }) => [what, value]));
}

/**
 * Loads the page of a variant with wrk, which sends the next request on a connection after each response.
 * @param load.duration in seconds
 */
async function wrk(variant: Variant, load: { connections: number; duration: number }): Promise<Measurement> {
  const { stderr } = await promisify(execFile)("wrk", [
    `--threads=${Math.min(2, load.connections)}`,
    `--connections=${load.connections}`,
    `--duration=${load.duration}s`,
    "--timeout=10s",
    "--latency",
    `--script=${join(__dirname, "report.lua")}`,
    `--header=Host: ${variant.host}`,
    variant.url,
  ]);
  const { requests, duration, p50, p99, errors } = JSON.parse(stderr) as Record<string, number>;
  return {
    requestsPerSecond: (requests! / duration!) * 1e6,
    p50: p50! / 1000,
    p99: p99! / 1000,
    errors: errors!,
  };
}
