import type { LogSeverity, ProviderHost } from "./provider";

/** The status line of a resource's step, shown while the step runs. Drops consecutive duplicates. */
export class StatusLog {
  private last = "";

  constructor(
    private readonly host: ProviderHost,
    private readonly urn: string,
  ) {}

  status(message: string, severity: LogSeverity = "info"): void {
    const entry = `${severity} ${message}`;
    if (entry === this.last) return;
    this.last = entry;
    this.host.log(severity, message, { urn: this.urn, ephemeral: true });
  }

  /** Clears the status line. */
  clear(): void {
    if (this.last !== "") this.status("");
  }

  /** Logs a warning, which stays in the diagnostics. */
  warn(message: string): void {
    this.host.log("warning", message, { urn: this.urn });
  }
}
