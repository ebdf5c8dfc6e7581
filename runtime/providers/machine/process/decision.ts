import { type ProcessIdentity, sameProcess } from "../../../../lib/processIdentity";
import type { ProcessRecord } from "./record";

/** What to do to have exactly one process, and the right one. */
export interface Decision {
  /** Those that run and are to end first. */
  stop: ProcessIdentity[];
  /** The one that runs already and is right; undefined: start one. */
  adopt: ProcessRecord | undefined;
}

/**
 * Decides from the processes that may be ours: the one in the state, and the one in the pid file, which is another one
 * when a command was killed between the start and the state's saving.
 * @param wanted the fingerprint of the process that there is to be; undefined: none
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
