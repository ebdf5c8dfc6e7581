/** The display's source of time, replaceable in tests. */
export interface Clock {
  /** Milliseconds from an arbitrary start; monotonic. */
  now(): number;
  /** Calls `action` once after a delay. The returned function cancels it. */
  after(milliseconds: number, action: () => void): () => void;
  /** Calls `action` repeatedly. The returned function stops it. */
  every(milliseconds: number, action: () => void): () => void;
}

/** The system clock. Its timers do not keep the process alive. */
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
