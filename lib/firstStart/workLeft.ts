import { COSTS } from "./costs";
import { machineSpeed } from "./machineSpeed";

/** A part of the work. */
interface Part {
  /** Expected processor seconds on the reference machine. */
  cost: number;
  /** The share that is done, from 0 to 1. */
  done: number;
}

/** The work after which the observed speed counts as much as the expected one, in processor seconds. */
const TRUSTED_WORK = 60;

/**
 * The remaining time of work with known costs. It starts with the expected speed of the machine, and follows the observed one
 * as work is done.
 */
export class WorkLeft {
  private readonly parts = new Map<string, Part>();
  private start: { speed: number; time: number } | undefined;

  /**
   * @param speed measures the expected processor seconds of the reference machine per second: cores times their relative speed
   * @param now returns the time in seconds
   */
  constructor(
    private readonly speed: () => number,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {}

  /** Adds a part that is built later, so that the remaining time contains it. A part without a cost takes few seconds. */
  expect(name: string, cost = COSTS[name]): void {
    if (cost === undefined) return;
    this.start ??= { speed: this.speed(), time: this.now() };
    if (!this.parts.has(name)) this.parts.set(name, { cost, done: 0 });
  }

  /** Lowers the expected cost of a part that the caches already contain in part. */
  limit(name: string, cost: number): void {
    const part = this.parts.get(name);
    if (part !== undefined) part.cost = Math.min(part.cost, cost);
  }

  /** Records that a share of a part is done, from 0 to 1. An unknown part is ignored. */
  record(name: string, done: number): void {
    const part = this.parts.get(name);
    if (part !== undefined) part.done = Math.min(1, Math.max(part.done, done));
  }

  /** The expected remaining seconds; 0 when nothing remains. */
  get seconds(): number {
    if (this.start === undefined) return 0;
    const parts = [...this.parts.values()];
    const total = parts.reduce((sum, { cost }) => sum + cost, 0);
    const done = parts.reduce((sum, { cost, done: share }) => sum + cost * share, 0);
    const elapsed = this.now() - this.start.time;
    const observed = (done + TRUSTED_WORK) / (elapsed + TRUSTED_WORK / this.start.speed);
    return (total - done) / observed;
  }

  /** `; everything in about 9 minutes` for a progress message; empty when no expected part remains. */
  get note(): string {
    const { seconds } = this;
    return seconds === 0 ? "" : `; everything in ${roughly(seconds)}`;
  }
}

/** The parts of a first start that this process builds, by the names of Go binaries and of layers. */
export const firstStart = new WorkLeft(machineSpeed);

/** `about 14 minutes`, `less than a minute`. */
export function roughly(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return "less than a minute";
  return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
}
