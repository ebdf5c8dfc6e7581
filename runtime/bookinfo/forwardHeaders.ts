import type { IncomingHttpHeaders } from "node:http";
import { signedInUser } from "./user";

/**
 * Headers that a service forwards with its own calls. A proxy sees single calls; only the application can carry these
 * headers over, so that the calls of one request become one trace and rules can match the user.
 */
const forwarded = [
  "x-request-id",
  // B3, multiple and single header
  "x-b3-traceid",
  "x-b3-spanid",
  "x-b3-parentspanid",
  "x-b3-sampled",
  "x-b3-flags",
  "b3",
  // W3C
  "traceparent",
  "tracestate",
  // Lightstep, Datadog, Google Cloud, gRPC, SkyWalking
  "x-ot-span-context",
  "x-datadog-trace-id",
  "x-datadog-parent-id",
  "x-datadog-sampling-priority",
  "x-cloud-trace-context",
  "grpc-trace-bin",
  "sw8",
  // The user
  "cookie",
  "user-agent",
] as const;

/** Returns the headers to forward, `end-user` among them. */
export function forwardHeaders(incoming: IncomingHttpHeaders): Record<string, string> {
  return { ...pick(incoming, forwarded), ...pick(incoming, ["end-user"]) };
}

/** Returns the headers to forward from productpage, where `end-user` is always the signed-in user. */
export function forwardHeadersOfUser(incoming: IncomingHttpHeaders): Record<string, string> {
  const user = signedInUser(incoming.cookie);
  return { ...pick(incoming, forwarded), ...(user === undefined ? {} : { "end-user": user }) };
}

function pick(incoming: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = incoming[name];
    if (value !== undefined) picked[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return picked;
}
