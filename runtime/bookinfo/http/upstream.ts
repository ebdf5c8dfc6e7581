import { Agent, type IncomingMessage, request } from "node:http";
import type { ZodMiniType } from "zod/mini";
import type { Log } from "./log";

/** The result of a call: the value, or the status to pass on and the reason for the log. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; status: number; reason: string };

export interface Call {
  /** The headers to forward. */
  headers: Readonly<Record<string, string>>;
  /** The time-out of one attempt in milliseconds. */
  timeoutMs: number;
  /** The number of attempts. Default 1. */
  attempts?: number;
}

/** The status of a call without a response. */
const NO_ANSWER = 500;

/** The maximum size of a response in bytes. */
const MAXIMUM_BYTES = 1 << 20;

/** Another service of the sample. */
export class Upstream {
  private readonly agent: Agent;

  /**
   * @param origin its origin, `http://ratings:9080`
   * @param options.keepAlive whether connections are reused. Default true.
   */
  constructor(
    private readonly origin: string,
    private readonly log: Log,
    { keepAlive = true }: { keepAlive?: boolean } = {},
  ) {
    this.agent = new Agent({ keepAlive });
  }

  /** GETs a path. Any response but a 200 that fits the schema is a failure, which is logged and returned. */
  async get<T>(path: string, schema: ZodMiniType<T>, { attempts = 1, ...call }: Call): Promise<Outcome<T>> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.attempt(path, schema, call);
      if (outcome.ok) return outcome;
      this.log({ message: "upstream failed", url: `${this.origin}${path}`, attempt, reason: outcome.reason });
      if (attempt >= attempts) return outcome;
    }
  }

  /** Closes the connections. */
  close(): void {
    this.agent.destroy();
  }

  private async attempt<T>(
    path: string,
    schema: ZodMiniType<T>,
    { headers, timeoutMs }: Call,
  ): Promise<Outcome<T>> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const reply = await this.send(path, headers, signal);
      const status = reply.statusCode!;
      const body = await bodyOf(reply);
      if (status !== 200) return { ok: false, status, reason: `status ${status}` };
      const result = schema.safeParse(JSON.parse(body));
      return result.success
        ? { ok: true, value: result.data }
        : { ok: false, status: NO_ANSWER, reason: `unexpected answer: ${result.error.message}` };
    } catch (error) {
      const reason = signal.aborted ? `no answer within ${timeoutMs} ms` : String(error);
      return { ok: false, status: NO_ANSWER, reason };
    }
  }

  private send(path: string, headers: Call["headers"], signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const call = request(`${this.origin}${path}`, { agent: this.agent, headers, signal }, resolve);
      call.on("error", (error: NodeJS.ErrnoException) => {
        // The other side closed the idle connection just when this call used it, so it never saw the call.
        if (call.reusedSocket && error.code === "ECONNRESET") resolve(this.send(path, headers, signal));
        else reject(error);
      });
      call.end();
    });
  }
}

async function bodyOf(reply: IncomingMessage): Promise<string> {
  reply.setEncoding("utf8");
  let body = "";
  for await (const chunk of reply) {
    body += chunk as string;
    if (body.length > MAXIMUM_BYTES) throw new Error(`the answer is longer than ${MAXIMUM_BYTES} bytes`);
  }
  return body;
}
