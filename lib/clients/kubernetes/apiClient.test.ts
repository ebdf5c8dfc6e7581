import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiClient } from "./apiClient";
import { ClusterUnreachableError } from "./apiError";

const configMaps = { path: "/api/v1/namespaces/n/configmaps", apiVersion: "v1", kind: "ConfigMap" };
const status = (code: number, reason: string, details: object = {}) =>
  JSON.stringify({ kind: "Status", status: "Failure", code, reason, message: `it is ${reason}`, details });

let server: Server | undefined;
let client: ApiClient;

/** A client of an HTTP server that fakes responses that no healthy API server sends. */
async function clientOf(listener: RequestListener, backOff = [1, 1, 1]): Promise<ApiClient> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const connection = {
    server: `http://127.0.0.1:${port}`,
    insecureSkipTlsVerify: false,
    credentials: { token: "t0k3n" },
  };
  return (client = new ApiClient(connection, { backOff, timeout: 2000 }));
}
afterEach(async () => {
  client.close();
  server?.closeAllConnections();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

test.each([
  ["read after a 503", 503, "ServiceUnavailable"],
  ["read after a 429", 429, "TooManyRequests"],
])("retries a %s", async (_, code, reason) => {
  let calls = 0;
  await clientOf((_request, response) => {
    if (++calls < 3) response.writeHead(code).end(status(code, reason));
    else response.end(JSON.stringify({ kind: "ConfigMap" }));
  });
  expect(await client.get(configMaps, "c")).toEqual({ kind: "ConfigMap" });
  expect(calls).toBe(3);
});

test("does not repeat a create that the server may have executed", async () => {
  let calls = 0;
  await clientOf((_request, response) => {
    calls++;
    response.writeHead(503).end(status(503, "ServiceUnavailable"));
  });
  await expect(client.post(configMaps, {}, { fieldManager: "m" })).rejects.toMatchObject({ code: 503 });
  expect(calls).toBe(1);
});

test.each([
  [404, "NotFound"],
  [409, "Conflict"],
  [422, "Invalid"],
  [403, "Forbidden"],
])("does not retry after status %d", async (code, reason) => {
  let calls = 0;
  const causes = [{ field: "spec", message: "m", reason: "r" }];
  await clientOf((_request, response) => {
    calls++;
    response.writeHead(code).end(status(code, reason, { kind: "configmaps", name: "c", causes }));
  });
  await expect(client.get(configMaps, "c")).rejects.toMatchObject({
    code,
    reason,
    causes: ["m"],
    message: `it is ${reason}`,
  });
  expect(calls).toBe(1);
});

test("quotes and truncates a response that is not JSON", async () => {
  await clientOf((_request, response) => response.writeHead(502).end("x".repeat(2000)), []);
  const error = (await client.get(configMaps, "c").catch((reason: unknown) => reason)) as Error;
  expect(error.message).toBe("x".repeat(500));
});

test("sends the path, query, content type and credentials of writes", async () => {
  const seen: string[] = [];
  await clientOf((request, response) => {
    seen.push(
      `${request.method} ${request.url} ${request.headers["content-type"]} ${request.headers.authorization}`,
    );
    response.end("{}");
  });
  await client.apply(configMaps, "a b", {}, { fieldManager: "m", force: true, dryRun: true });
  await client.delete(configMaps, "c", { propagationPolicy: "Foreground", uid: "u" });
  expect(seen).toEqual([
    "PATCH /api/v1/namespaces/n/configmaps/a%20b?fieldManager=m&force=true&dryRun=All&fieldValidation=Warn application/apply-patch+yaml Bearer t0k3n",
    "DELETE /api/v1/namespaces/n/configmaps/c application/json Bearer t0k3n",
  ]);
});

test("retries an unreachable server once, then fails at once", async () => {
  await clientOf(() => {}, [1, 1, 1]);
  server!.closeAllConnections();
  await new Promise<void>((resolve) => server!.close(() => resolve()));
  server = undefined;
  await expect(client.get(configMaps, "c")).rejects.toMatchObject({ name: ClusterUnreachableError.name });
  expect(client.requests).toBe(4);
  await expect(client.get(configMaps, "c")).rejects.toThrow(
    /^configured Kubernetes cluster is unreachable: connect ECONNREFUSED/,
  );
  expect(client.requests).toBe(5);
});

test("a watch yields one event per line across chunk boundaries", async () => {
  const event = (type: string, name: string) =>
    `${JSON.stringify({ type, object: { metadata: { name } } })}\n`;
  const text = event("ADDED", "ä") + event("MODIFIED", "b") + event("DELETED", "c");
  await clientOf((_request, response) => {
    const bytes = Buffer.from(text);
    response.write(bytes.subarray(0, 41));
    setImmediate(() => response.end(bytes.subarray(41)));
  });
  const seen: string[] = [];
  for await (const { type, object } of client.watch(configMaps, {}, new AbortController().signal)) {
    seen.push(`${type} ${(object.metadata as { name: string }).name}`);
  }
  expect(seen).toEqual(["ADDED ä", "MODIFIED b", "DELETED c"]);
});

test("a watch from an expired version fails with code 410", async () => {
  await clientOf((_request, response) => {
    response.end(
      `${JSON.stringify({ type: "ERROR", object: { code: 410, reason: "Expired", message: "too old" } })}\n`,
    );
  });
  const watch = client.watch(configMaps, {}, new AbortController().signal);
  await expect(watch.next()).rejects.toMatchObject({ code: 410 });
});
