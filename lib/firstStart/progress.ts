import { COSTS } from "./costs";
import { machineSpeed } from "./machineSpeed";
import { roughly, WorkLeft } from "./workLeft";

/** The parts of a first start that this process builds. */
let work: WorkLeft | undefined;

/** Announces a part that is built later, by the name of a Go binary or of a layer, so that the remaining time contains it. */
export function expectPart(name: string): void {
  const cost = COSTS[name];
  if (cost !== undefined) (work ??= new WorkLeft(machineSpeed())).expect(name, cost);
}

/** Limits the expected cost of a part, in processor seconds, of which the caches have some already. */
export const limitPart = (name: string, cost: number): void => work?.limit(name, cost);

/** Records that a share of a part is done, from 0 to 1. */
export const recordPart = (name: string, done: number): void => work?.record(name, done);

/** `; everything in about 9 minutes` for a progress message; empty when no expected part remains. */
export function timeLeft(): string {
  const seconds = work?.seconds ?? 0;
  return seconds === 0 ? "" : `; everything in ${roughly(seconds)}`;
}
