import type { Clock } from "../../../runtime/engine/display/clock";

/** A clock that only {@link ManualClock.advance} moves. */
export class ManualClock implements Clock {
  private time = 0;
  private timers: { at: number; every?: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }
  after(milliseconds: number, action: () => void): () => void {
    return this.add({ at: this.time + milliseconds, action });
  }
  every(milliseconds: number, action: () => void): () => void {
    return this.add({ at: this.time + milliseconds, every: milliseconds, action });
  }

  /** The number of timers that are still active. */
  get pending(): number {
    return this.timers.length;
  }

  /** Moves the time and fires due timers in order. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = Math.max(this.time, next.at);
      if (next.every === undefined) this.timers = this.timers.filter((timer) => timer !== next);
      else next.at += next.every;
      next.action();
    }
    this.time = end;
  }

  private add(timer: { at: number; every?: number; action: () => void }): () => void {
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }
}
