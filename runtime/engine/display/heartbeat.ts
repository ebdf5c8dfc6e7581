/** Shows progress in plain output: `@ updating....`, and further dots until another line is written. */
export class Heartbeat {
  private started = false;
  private readonly timer: NodeJS.Timeout;

  /** @param seconds between two dots */
  constructor(
    label: string,
    seconds: number,
    private readonly write: (text: string) => void,
  ) {
    this.timer = setInterval(() => {
      write(this.started ? "." : `@ ${label.toLowerCase()}....`);
      this.started = true;
    }, seconds * 1000).unref();
  }

  /** Ends the line before other output. */
  interrupt(): void {
    if (this.started) this.write("\n");
    this.started = false;
  }

  stop(): void {
    clearInterval(this.timer);
    this.interrupt();
  }
}
