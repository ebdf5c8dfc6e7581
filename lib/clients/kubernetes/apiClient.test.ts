import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiClient } from "./apiClient";
import { ClusterUnreachableError } from "./apiError";

const configMaps = { path: "/api/v1/namespaces/n/configmaps", apiVersion: "v1", kind: "ConfigMap" };
const status = (code: number, reason: string, details: object = {}) =>
  JSON.stringify({ kind: "Status", status: "Failure", code, reason, message: `it is ${reason}`, details });

let server: Server | undefined;
let client: ApiClient;

/** A client of an HTTP server that answers as the listener does: what no healthy API server can be brought to do. */
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
  ["503 to a read", 503, "ServiceUnavailable"],
  ["429 to a read", 429, "TooManyRequests"],
])("%s is tried again", async (_, code, reason) => {
  let calls = 0;
  await clientOf((_request, response) => {
    if (++calls < 3) response.writeHead(code).end(status(code, reason));
    else response.end(JSON.stringify({ kind: "ConfigMap" }));
  });
  expect(await client.get(configMaps, "c")).toEqual({ kind: "ConfigMap" });
  expect(calls).toBe(3);
});

test("a create that the server may have carried out is not repeated", async () => {
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
])("%d is the server's last word", async (code, reason) => {
  let calls = 0;
  const causes = [{ field: "spec", message: "m", reason: "r" }];
  await clientOf((_request, response) => {
    calls++;
    response.writeHead(code).end(status(code, reason, { kind: "configmaps", name: "c", causes }));
  });
  await expect(client.get(configMaps, "c")).rejects.toMatchObject({
    code,
    reason,
    causes,
    message: `it is ${reason}`,
  });
  expect(calls).toBe(1);
});

test("an answer that is no JSON is quoted, shortened", async () => {
  await clientOf((_request, response) => response.writeHead(502).end("x".repeat(2000)), []);
  const error = (await client.get(configMaps, "c").catch((reason: unknown) => reason)) as Error;
  expect(error.message).toBe("x".repeat(500));
});

test("requests carry what they must", async () => {
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

test("an absent server is found out with patience once, then at once", async () => {
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

test("a watch gives one event per line, however the lines are cut", async () => {
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

test("a watch from a version that is too old says so", async () => {
  await clientOf((_request, response) => {
    response.end(
      `${JSON.stringify({ type: "ERROR", object: { code: 410, reason: "Expired", message: "too old" } })}\n`,
    );
  });
  const watch = client.watch(configMaps, {}, new AbortController().signal);
  await expect(watch.next()).rejects.toMatchObject({ code: 410 });
});
