import { join } from "node:path";
import type { LiveStack } from "./liveStack";
import type { Variant } from "./variants";

/** How much traffic there is. */
export interface Load {
  connections: number;
  /** How long, in seconds. */
  duration: number;
}

/** What wrk says of one run. */
export interface Measurement {
  requestsPerSecond: number;
  /** Milliseconds within which half of the answers came. */
  p50: number;
  /** Milliseconds within which 99 of 100 came. */
  p99: number;
  /** Answers that were none or not 2xx or 3xx. */
  errors: number;
}

/** Asks for a variant's page with wrk: each connection asks again as soon as it is answered. */
export async function wrk(stack: LiveStack, variant: Variant, load: Load): Promise<Measurement> {
  const { stderr } = await stack.run(
    "wrk",
    `--threads=${Math.min(2, load.connections)}`,
    `--connections=${load.connections}`,
    `--duration=${load.duration}s`,
    "--timeout=10s",
    "--latency",
    `--script=${join(__dirname, "report.lua")}`,
    `--header=Host: ${variant.host}`,
    variant.url,
  );
  const { requests, duration, p50, p99, errors } = JSON.parse(stderr) as Record<string, number>;
  return {
    requestsPerSecond: (requests! / duration!) * 1e6,
    p50: p50! / 1000,
    p99: p99! / 1000,
    errors: errors!,
  };
}
