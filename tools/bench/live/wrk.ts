import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Variant } from "./variants";

/** The result of one run. */
export interface Measurement {
  requestsPerSecond: number;
  /** The median latency in milliseconds. */
  p50: number;
  /** The 99th percentile of the latency in milliseconds. */
  p99: number;
  /** The number of failed requests, including responses other than 2xx and 3xx. */
  errors: number;
}

/**
 * Loads the page of a variant with wrk, which sends the next request on a connection after each response.
 * @param load.duration in seconds
 */
export async function wrk(
  variant: Variant,
  load: { connections: number; duration: number },
): Promise<Measurement> {
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
