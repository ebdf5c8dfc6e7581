import { type ProcessIdentity, sameProcess } from "../../../../lib/processIdentity";
import type { ProcessRecord } from "./launch";

/** How to get exactly one process with the right command. */
export interface Decision {
  /** Running processes to stop first. */
  stop: ProcessIdentity[];
  /** The running process that matches; undefined: start one. */
  adopt: ProcessRecord | undefined;
}

/**
 * Decides from the process in the state and the one in the pid file. The two differ when a command was killed after it
 * started a process and before it saved the state.
 * @param wanted the fingerprint of the wanted process; undefined: none
 */
export function decide(
  candidates: readonly (ProcessRecord | undefined)[],
  isAlive: (identity: ProcessIdentity) => boolean,
  wanted: string | undefined,
): Decision {
  const alive: ProcessRecord[] = [];
  for (const candidate of candidates) {
    if (candidate === undefined || alive.some((other) => sameProcess(other, candidate))) continue;
    if (isAlive(candidate)) alive.push(candidate);
  }
  const adopt = alive.find((candidate) => candidate.fingerprint === wanted);
  return { adopt, stop: alive.filter((candidate) => candidate !== adopt) };
}
