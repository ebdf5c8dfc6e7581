import { type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/** The path below which the page reaches Prometheus. */
const PREFIX = "/prometheus";

/** Prometheus' endpoints that only read: queries and labels, without administration, targets and configuration. */
const READING =
  /^\/api\/v1\/(query|query_range|labels|series|metadata|label\/[A-Za-z_][A-Za-z0-9_]*\/values)$/;

/** Longer than any query of a dashboard. */
const MOST = 64 * 1024;
const TIMEOUT = 30_000;

/** Passes a reading request to Prometheus; returns false if the path is not Prometheus'. */
export function proxied(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  prometheus: URL,
): boolean {
  if (url.pathname !== PREFIX && !url.pathname.startsWith(`${PREFIX}/`)) return false;
  const path = url.pathname.slice(PREFIX.length);
  if (!READING.test(path)) return (problem(response, 404, "no endpoint that only reads"), true);
  if (request.method !== "GET" && request.method !== "POST")
    return (problem(response, 405, "only GET and POST"), true);
  const { "content-type": type, "content-length": length } = request.headers;
  if (Number(length ?? 0) > MOST) return (problem(response, 413, `at most ${MOST} bytes`), true);
  const target = new URL(path + url.search, prometheus);
  const upstream = httpRequest(target, {
    method: request.method,
    headers: {
      ...(type !== undefined && { "content-type": type }),
      ...(length !== undefined && { "content-length": length }),
      "accept-encoding": "identity",
    },
    timeout: TIMEOUT,
  });
  upstream.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, {
      "content-type": answer.headers["content-type"] ?? "application/json",
      "cache-control": "no-store",
    });
    // Also closes the response when Prometheus closes its answer early.
    pipeline(answer, response, () => undefined);
  });
  upstream.on("timeout", () => upstream.destroy(new Error("no answer in time")));
  upstream.on("error", (error) => {
    if (response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else problem(response, 502, `Prometheus: ${error.message}`);
  });
  response.on("close", () => upstream.destroy());
  let received = 0;
  request.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received <= MOST || response.headersSent) return;
    problem(response, 413, `at most ${MOST} bytes`);
    upstream.destroy();
  });
  request.pipe(upstream);
  return true;
}

/** Answers in the form of Prometheus' errors. */
export function problem(response: ServerResponse, status: number, error: string): void {
  const body = JSON.stringify({ status: "error", errorType: "proxy", error });
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(body);
}
