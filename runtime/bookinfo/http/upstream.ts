import { Agent, type IncomingMessage, request } from "node:http";
import type { ZodMiniType } from "zod/mini";
import type { Log } from "./log";

/** What came of a call: the value, or the status to pass on and the reason for the log. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; status: number; reason: string };

export interface Call {
  /** What is handed on of the request that it is made for. */
  headers: Readonly<Record<string, string>>;
  /** How long one attempt may take as a whole. */
  timeoutMs: number;
  /** How often it is tried. Default 1. */
  attempts?: number;
}

/** The status of a call that no answer came to. */
const NO_ANSWER = 500;

/** An answer longer than this is none of the sample's. */
const MAXIMUM_BYTES = 1 << 20;

/** Another service of the sample. */
export class Upstream {
  private readonly agent: Agent;

  /**
   * @param origin where it answers, `http://ratings:9080`
   * @param options.keepAlive whether connections are used again. Default true.
   */
  constructor(
    private readonly origin: string,
    private readonly log: Log,
    { keepAlive = true }: { keepAlive?: boolean } = {},
  ) {
    this.agent = new Agent({ keepAlive });
  }

  /** GETs what is at a path. Only 200 with what the schema takes counts as an answer; a failure is logged, not thrown. */
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

  private async attempt<T>(path: string, schema: ZodMiniType<T>, call: Call): Promise<Outcome<T>> {
    const signal = AbortSignal.timeout(call.timeoutMs);
    try {
      const { status, body } = await this.read(path, call.headers, signal);
      if (status !== 200) return { ok: false, status, reason: `status ${status}` };
      const result = schema.safeParse(JSON.parse(body));
      return result.success
        ? { ok: true, value: result.data }
        : { ok: false, status: NO_ANSWER, reason: `unexpected answer: ${result.error.message}` };
    } catch (error) {
      const reason = signal.aborted ? `no answer within ${call.timeoutMs} ms` : String(error);
      return { ok: false, status: NO_ANSWER, reason };
    }
  }

  private async read(
    path: string,
    headers: Call["headers"],
    signal: AbortSignal,
  ): Promise<{ status: number; body: string }> {
    const reply = await this.send(path, headers, signal);
    reply.setEncoding("utf8");
    let body = "";
    for await (const chunk of reply) {
      body += chunk as string;
      if (body.length > MAXIMUM_BYTES) throw new Error(`the answer is longer than ${MAXIMUM_BYTES} bytes`);
    }
    return { status: reply.statusCode!, body };
  }

  private send(path: string, headers: Call["headers"], signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const call = request(`${this.origin}${path}`, { agent: this.agent, headers, signal }, resolve);
      call.on("error", (error: NodeJS.ErrnoException) => {
        // The other side closed an idle connection in the moment that it was taken for this call, which it never saw.
        if (call.reusedSocket && error.code === "ECONNRESET") resolve(this.send(path, headers, signal));
        else reject(error);
      });
      call.end();
    });
  }
}
