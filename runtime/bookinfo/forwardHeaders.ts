import type { IncomingHttpHeaders } from "node:http";
import { signedInUser } from "./user";

/**
 * What a service hands on with the calls that it makes for a request. A proxy sees single calls: by these headers, which
 * only the application can carry over, the calls of one request become one trace, and rules can match the user.
 */
const forwarded = [
  "x-request-id",
  // B3, of several headers and of one
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
  // Who asks
  "cookie",
  "user-agent",
] as const;

/** The headers of a request that go on with each call made for it, `end-user` among them. */
export function forwardHeaders(incoming: IncomingHttpHeaders): Record<string, string> {
  return { ...pick(incoming, forwarded), ...pick(incoming, ["end-user"]) };
}

/** The same where the user is known at first hand: `end-user` is who is signed in, whatever the request says. */
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
