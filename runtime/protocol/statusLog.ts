import type { LogSeverity, ProviderHost } from "./provider";

/** The status line of one resource's step: shown while the step runs, each message once in a row. */
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

  /** Empties the status line, as the step goes on to something else or ends. */
  clear(): void {
    if (this.last !== "") this.status("");
  }

  /** A message that is kept among the diagnostics. */
  warn(message: string): void {
    this.host.log("warning", message, { urn: this.urn });
  }
}
