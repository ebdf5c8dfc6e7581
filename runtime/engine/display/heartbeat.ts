import type { Clock } from "./clock";

/** Shows progress in plain output: `@ updating....`, and further dots until another line is written. */
export class Heartbeat {
  private started = false;
  private readonly stopTicking: () => void;

  /** @param seconds between two dots */
  constructor(
    label: string,
    clock: Clock,
    seconds: number,
    private readonly write: (text: string) => void,
  ) {
    this.stopTicking = clock.every(seconds * 1000, () => {
      write(this.started ? "." : `@ ${label.toLowerCase()}....`);
      this.started = true;
    });
  }

  /** Ends the line before other output. */
  interrupt(): void {
    if (this.started) this.write("\n");
    this.started = false;
  }

  stop(): void {
    this.stopTicking();
    this.interrupt();
  }
}
