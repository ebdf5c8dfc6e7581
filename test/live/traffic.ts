import { setTimeout as pause } from "node:timers/promises";

/** A request without an answer of 200. */
interface Failure {
  /** Milliseconds since the start of the traffic. */
  at: number;
  /** The status, or how the connection failed. */
  reason: string;
}

/** The results of a period of traffic. */
export interface TrafficReport {
  requests: number;
  failures: Failure[];
  /** Milliseconds from the first failure to the last; 0 without failures. */
  outage: number;
}

/** Sends requests at a fixed rate, independent of the answers, until it is stopped. */
export class Traffic {
  private readonly begin = performance.now();
  private readonly failures: Failure[] = [];
  private readonly pending = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;
  private requests = 0;

  /**
   * @param everyMs the interval of requests
   * @param most the maximum number of requests, so that it ends by itself
   */
  constructor(
    private readonly url: string,
    private readonly everyMs = 100,
    private readonly most = 3000,
  ) {
    this.ended = this.run();
  }

  /** The number of requests answered with 200 since the last failure. */
  answeredInARow = 0;

  /** Stops, waits for pending requests, and reports the results. */
  async stop(): Promise<TrafficReport> {
    this.stopping.abort();
    await this.ended;
    await Promise.all(this.pending);
    const times = this.failures.map(({ at }) => at);
    const outage = times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
    return { requests: this.requests, failures: this.failures, outage };
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted && this.requests < this.most) {
      this.requests++;
      const request = this.ask().finally(() => this.pending.delete(request));
      this.pending.add(request);
      await pause(this.everyMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async ask(): Promise<void> {
    const at = Math.round(performance.now() - this.begin);
    const fail = (reason: string) => {
      this.answeredInARow = 0;
      this.failures.push({ at, reason });
    };
    try {
      const response = await fetch(this.url, { signal: AbortSignal.timeout(15_000) });
      await response.arrayBuffer();
      if (response.status === 200) this.answeredInARow++;
      else fail(String(response.status));
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } };
      fail(cause?.code ?? message);
    }
  }
}

/** `412 requests, 3 failed (503) within 0.4 s`. */
export function describeTraffic({ requests, failures, outage }: TrafficReport): string {
  if (failures.length === 0) return `${requests} requests, none failed`;
  const reasons = [...new Set(failures.map(({ reason }) => reason))].join(", ");
  return `${requests} requests, ${failures.length} failed (${reasons}) within ${(outage / 1000).toFixed(1)} s`;
}
