import { Agent, request } from "undici";
import type { Outcome } from "./answer";

export interface HttpRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  authorization?: string;
  body?: unknown;
  timeoutMs: number;
  signal: AbortSignal;
  caCertificate?: string;
  /** Whether to skip the verification of an https server's certificate. Default false. */
  insecure?: boolean;
}

/** Errors of connections that were not established: the request has not arrived. */
const NEVER_ARRIVED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];
/** Larger than any page of resources. */
const BODY_LIMIT = 16 << 20;

/** Sends one request on its own connection. @throws only the signal's reason when the user cancels */
export async function send({ signal, ...options }: HttpRequest): Promise<Outcome> {
  signal.throwIfAborted();
  const { caCertificate, insecure, timeoutMs, body } = options;
  const agent = new Agent({
    connect: {
      ...(caCertificate && { ca: caCertificate }),
      rejectUnauthorized: !insecure,
      timeout: timeoutMs,
    },
    maxResponseSize: BODY_LIMIT,
  });
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(options.url, {
      method: options.method,
      dispatcher: agent,
      signal: AbortSignal.any([signal, limit]),
      headers: {
        accept: "application/json",
        ...(options.authorization && { authorization: options.authorization }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: response.statusCode,
      contentType: String(response.headers["content-type"] ?? ""),
      body: await response.body.text(),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { reason: `it did not answer in ${timeoutMs / 1000} s`, arrived: true };
    const { code, message } = error as NodeJS.ErrnoException;
    return { reason: code ?? message, arrived: !NEVER_ARRIVED.includes(code ?? "") };
  } finally {
    void agent.destroy().catch(() => {});
  }
}
