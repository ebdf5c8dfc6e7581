import type { Clock } from "./clock";

const INTERVAL = 1000;
/** A line of dots ends here and another begins. */
const MAX_LENGTH = 78;

/** Says in plain output that work goes on: `@ Updating....`, a dot a second, until something else is written. */
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

  /** Ends the line, so that something else can be written. */
  interrupt(): void {
    if (this.line !== "") this.write("\n");
    this.line = "";
  }

  stop(): void {
    this.stopTicking();
    this.interrupt();
  }
}
