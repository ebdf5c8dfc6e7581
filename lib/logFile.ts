import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, renameSync } from "node:fs";
import { dirname } from "node:path";

const TAIL_BYTES = 8192;
const TAIL_LINES = 20;

/** Opens a new log file (0600) for writing and keeps an existing one as `FILE.1`. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (existsSync(path)) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}

/** The last lines of a log file, indented; empty for a missing or empty file. */
function tailOf(path: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch {
    return "";
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const length = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.subarray(0, length).toString("utf8").trimEnd().split("\n");
    if (size > TAIL_BYTES) lines.shift(); // The first line is incomplete.
    return lines
      .slice(-TAIL_LINES)
      .map((line) => `    ${line}`)
      .join("\n")
      .trimEnd();
  } finally {
    closeSync(descriptor);
  }
}

/** A sentence with the last lines of a log, for the end of an error message. */
export function describeLog(path: string): string {
  const tail = tailOf(path);
  return tail === "" ? `Its log ${path} is empty.` : `The last lines of its log ${path}:\n${tail}`;
}
