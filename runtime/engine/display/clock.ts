/** Time as the display uses it. */
export interface Clock {
  /** Milliseconds, from any start, never backwards. */
  now(): number;
  /** Calls once, so many milliseconds from now; the answer takes it back. */
  after(milliseconds: number, action: () => void): () => void;
  /** Calls again and again; the answer stops it. */
  every(milliseconds: number, action: () => void): () => void;
}

/** The machine's clock. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
  every(milliseconds, action) {
    const timer = setInterval(action, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  },
};
