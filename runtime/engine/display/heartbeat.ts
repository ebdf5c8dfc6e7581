import type { Clock } from "./clock";

const INTERVAL = 1000;
/** A longer line of dots is continued in a new one. */
const MAX_LENGTH = 78;

/** Shows progress in plain output: `@ Updating....`, a dot per second until another line is written. */
export class Heartbeat {
  private line = "";
  private readonly stopTicking: () => void;

  constructor(
    label: string,
    clock: Clock,
    private readonly write: (text: string) => void,
  ) {
    const tick = (): void => {
      if (this.line.length >= MAX_LENGTH) this.interrupt();
      const text = this.line === "" ? `@ ${label}....` : ".";
      this.line += text;
      write(text);
    };
    this.stopTicking = clock.every(INTERVAL, tick);
  }

  /** Ends the line before other output. */
  interrupt(): void {
    if (this.line !== "") this.write("\n");
    this.line = "";
  }

  stop(): void {
    this.stopTicking();
    this.interrupt();
  }
}
