import { availableParallelism } from "node:os";
import { deflateSync } from "node:zlib";
import { REFERENCE_SECONDS } from "./costs";

const RUNS = 5;
/** Text that compresses about as well as source code. */
const sampleText = (): Buffer =>
  Buffer.from(Array.from({ length: 1 << 16 }, (_, i) => ((i * i) % 9973).toString(36)).join(" "));

/**
 * Processor seconds of a fixed amount of work, the best of some runs. Compression is compiled code, which, unlike
 * JavaScript, is as quick in a new process.
 */
export function benchmark(): number {
  const text = sampleText();
  const runs = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    deflateSync(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return Math.min(...runs);
}

/** The speed of this machine with all cores: processor seconds of the reference machine per second. */
export const machineSpeed = (): number => (availableParallelism() * REFERENCE_SECONDS) / benchmark();
