import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readConfig } from "./config";
import { startServer } from "./server";

const SECRET = "not for the page";
const INDEX = "<!doctype html><title>Page</title>";

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listening = (server: Server) =>
  server.listening
    ? server
    : new Promise<Server>((resolve) => server.once("listening", () => resolve(server)));

describe("the server of the dashboards", () => {
  let folder: string;
  let upstream: Server;
  let server: Server;
  /** The requests that reached Prometheus' port. */
  let reached: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "meshstack-dashboards-"));
    for (const name of ["page", "empty"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "secret.json"), SECRET);
    writeFileSync(join(folder, "page/index.html"), INDEX);
    writeFileSync(join(folder, "page/main.js"), "export {};");
    writeFileSync(
      join(folder, "dashboards.json"),
      JSON.stringify({ dashboards: [{ metadata: { name: "mesh" } }], graph: {} }),
    );
    upstream = createServer((message, response) => {
      const chunks: Buffer[] = [];
      message.on("data", (chunk: Buffer) => chunks.push(chunk));
      message.on("end", () => {
        const { method = "", url = "", headers } = message;
        reached.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(200, { "content-type": "application/json", "set-cookie": "a=b" }).end("{}");
      });
    }).listen(0, "127.0.0.1");
    await listening(upstream);
    server = start(portOf(upstream));
    await listening(server);
  });
  afterAll(() => {
    for (const each of [server, upstream]) each.close().closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => void (reached = []));

  const start = (prometheus: number) =>
    startServer(
      readConfig({
        PORT: "0",
        PROMETHEUS_URL: `http://127.0.0.1:${prometheus}`,
        PAGE_FOLDER: join(folder, "page"),
        DEFINITIONS_FILE: join(folder, "dashboards.json"),
      }),
    );

  /** Sends a path as it is: `fetch` would normalize it. */
  const send = (path: string, { method = "GET", headers = {}, body = "", to = server } = {}) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const message = request({ host: "127.0.0.1", port: portOf(to), path, method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      });
      message.on("error", reject);
      message.end(body);
    });

  test.each(["/", "/graph", "/mesh", "/index.html"])("serves the document at %s", async (path) => {
    const { status, headers, body } = await send(path);
    expect([status, headers["content-type"], body.toString()]).toEqual([
      200,
      "text/html; charset=utf-8",
      INDEX,
    ]);
  });

  test("serves the files and the definitions with their types, compressed on request", async () => {
    const script = await send("/main.js", { headers: { "accept-encoding": "br, gzip" } });
    expect(script.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "content-encoding": "gzip",
    });
    expect(gunzipSync(script.body).toString()).toBe("export {};");
    const definitions = await send("/dashboards.json");
    expect(definitions.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(definitions.body.toString())).toHaveProperty("dashboards");
  });

  test.each(["/", "/main.js", "/nothing", "/prometheus/api/v1/query?query=1", "/prometheus/-/quit"])(
    "allows only scripts of the same origin at %s",
    async (path) => {
      const { headers } = await send(path);
      const policy = String(headers["content-security-policy"]).split("; ");
      expect(policy).toEqual(
        expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]),
      );
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers["x-content-type-options"]).toBe("nosniff");
    },
  );

  test.each([
    "/nothing",
    "/service",
    "/mesh/",
    "/main.js/",
    "/page/index.html",
    "/constructor",
    "/prometheusx",
  ])("answers 404 for the unknown path %s", async (path) => expect((await send(path)).status).toBe(404));

  test.each([
    "/../secret.json",
    "/..%2fsecret.json",
    "/%2e%2e/secret.json",
    "/page/../../secret.json",
    "/..\\secret.json",
    "//../secret.json",
    "/main.js%00",
    "/prometheus/../../secret.json",
  ])("leaves the page's folder by no path: %s", async (path) => {
    const { status, body } = await send(path);
    expect(status).toBe(404);
    expect(body.toString()).not.toContain(SECRET);
  });

  test.each(["PUT", "POST", "DELETE", "OPTIONS"])("refuses %s for its files", async (method) => {
    expect((await send("/", { method })).status).toBe(405);
  });

  test("answers HEAD without a body, and the probe of its health", async () => {
    const head = await send("/", { method: "HEAD" });
    expect([head.status, head.body.length, head.headers["content-length"]]).toEqual([
      200,
      0,
      String(INDEX.length),
    ]);
    expect((await send("/healthz")).status).toBe(200);
  });

  test("refuses an address that is not a URL", async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connect(portOf(server), "127.0.0.1", () =>
        socket.write("GET http:// HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
      );
      socket.on("data", (chunk) => (text += chunk.toString()));
      socket.on("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  describe("as a proxy of Prometheus", () => {
    test.each(["query", "query_range", "labels", "series", "metadata", "label/source_workload/values"])(
      "passes the reading endpoint %s",
      async (endpoint) => {
        const { status, headers, body } = await send(`/prometheus/api/v1/${endpoint}?a=b%20c`);
        expect([status, body.toString(), headers["set-cookie"]]).toEqual([200, "{}", undefined]);
        expect(reached).toMatchObject([{ method: "GET", url: `/api/v1/${endpoint}?a=b%20c` }]);
      },
    );

    test("passes a query in a body, without the browser's cookies and other headers", async () => {
      const type = "application/x-www-form-urlencoded";
      const headers = {
        "content-type": type,
        cookie: "a=b",
        authorization: "Bearer a",
        "x-scope-orgid": "b",
      };
      await send("/prometheus/api/v1/query", { method: "POST", headers, body: "query=1" });
      expect(reached).toMatchObject([{ method: "POST", url: "/api/v1/query", body: "query=1" }]);
      expect(reached[0]!.headers["content-type"]).toBe(type);
      for (const name of ["cookie", "authorization", "x-scope-orgid"])
        expect(reached[0]!.headers).not.toHaveProperty(name);
    });

    test.each([
      "/prometheus",
      "/prometheus/",
      "/prometheus/graph",
      "/prometheus/metrics",
      "/prometheus/-/quit",
      "/prometheus/-/reload",
      "/prometheus/api/v1/admin/tsdb/delete_series",
      "/prometheus/api/v1/admin/tsdb/snapshot",
      "/prometheus/api/v1/status/config",
      "/prometheus/api/v1/targets",
      "/prometheus/api/v1/write",
      "/prometheus/api/v1/read",
      "/prometheus/api/v1/query/../status/config",
      "/prometheus/api/v1/query%2f..%2fstatus%2fconfig",
      "/prometheus/api/v1/label/a%2f..%2f/values",
      "/prometheus//api/v1/query",
      "/prometheus/http://127.0.0.1/api/v1/query",
    ])("keeps %s away from Prometheus", async (path) => {
      for (const method of ["GET", "POST"]) expect((await send(path, { method })).status).toBe(404);
      expect(reached).toEqual([]);
    });

    test.each(["PUT", "DELETE", "PATCH", "HEAD"])("refuses %s", async (method) => {
      expect((await send("/prometheus/api/v1/series", { method })).status).toBe(405);
      expect(reached).toEqual([]);
    });

    test("refuses a body of more than 64 KiB, with and without a length", async () => {
      const body = "a".repeat(64 * 1024 + 1);
      const path = "/prometheus/api/v1/query";
      expect((await send(path, { method: "POST", body })).status).toBe(413);
      const chunked = { "transfer-encoding": "chunked" };
      expect((await send(path, { method: "POST", body, headers: chunked })).status).toBe(413);
      expect(reached).toEqual([]);
    });

    test("closes the connection when Prometheus ends within its answer", async () => {
      const ending = createServer((_, response) => {
        response.writeHead(200, { "content-length": 100 }).write("{");
        setTimeout(() => response.destroy(), 50);
      }).listen(0, "127.0.0.1");
      const proxy = start(portOf(await listening(ending)));
      try {
        const address = `http://127.0.0.1:${portOf(await listening(proxy))}/prometheus/api/v1/labels`;
        await expect(fetch(address).then((answer) => answer.text())).rejects.toThrow("terminated");
      } finally {
        for (const each of [proxy, ending]) each.close().closeAllConnections();
      }
    });

    test("answers 502 with the reason while Prometheus is away", async () => {
      const away = start(1); // No server listens there.
      try {
        const { status, body } = await send("/prometheus/api/v1/query?query=1", {
          to: await listening(away),
        });
        expect(status).toBe(502);
        expect(JSON.parse(body.toString())).toMatchObject({
          status: "error",
          error: expect.stringMatching(/^Prometheus: .*ECONNREFUSED/) as string,
        });
      } finally {
        away.close().closeAllConnections();
      }
    });
  });

  test("does not start without the page's document, or with definitions that it cannot read", () => {
    const [page, empty] = [join(folder, "page"), join(folder, "empty")];
    const config = { port: 0, prometheus: new URL("http://127.0.0.1:1"), page };
    const [good, bad] = ["dashboards.json", "secret.json"].map((name) => join(folder, name));
    expect(() => startServer({ ...config, page: empty, definitions: good! })).toThrow(
      `${empty}: found no index.html`,
    );
    expect(() => startServer({ ...config, definitions: bad! })).toThrow("JSON");
  });
});

describe("the configuration of the server", () => {
  test.each([
    ["PORT", "-1"],
    ["PORT", "65536"],
    ["PORT", "http"],
    ["PROMETHEUS_URL", "prometheus:9090"],
    ["PROMETHEUS_URL", "file:///etc/passwd"],
  ])("rejects %s=%s", (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name}: found ${value}; expected`);
  });

  test("has the image's paths by default", () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      prometheus: new URL("http://prometheus:9090"),
      page: "/dashboards/page",
      definitions: "/etc/dashboards/dashboards.json",
    });
  });
});
