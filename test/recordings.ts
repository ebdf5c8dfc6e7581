import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What the official Pulumi CLI printed and saved for small programs, one folder each. */
export const recordingsDir = join(__dirname, "engine", "recordings");

/**
 * The text of a recording.
 * @param path relative to the folder of the recordings
 * @throws the file system's error when the file does not exist
 */
export function readRecording(...path: string[]): string {
  return readFileSync(join(recordingsDir, ...path), "utf8");
}
