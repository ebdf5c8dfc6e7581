import type { Socket } from "node:net";
import * as z from "zod/mini";
import { startTestServer, type TestServer } from "../../../test/support/testServer";
import { Upstream } from "./upstream";

const schema = z.object({ connection: z.number() });

let server: TestServer;
/** The accepted connections in order. */
let connections: Socket[];
let reasons: unknown[];
const upstreams: Upstream[] = [];

/** An upstream that responds with the number of its connection, from 1. */
async function numbered(options: { keepAlive?: boolean; closesUsed?: boolean }): Promise<Upstream> {
  server = await startTestServer(({ socket }, reply) => {
    if (!connections.includes(socket)) connections.push(socket);
    else if (options.closesUsed) return socket.destroy();
    return reply.end(JSON.stringify({ connection: connections.indexOf(socket) + 1 }));
  });
  const upstream = new Upstream(server.origin, ({ reason }) => void reasons.push(reason), options);
  upstreams.push(upstream);
  return upstream;
}

const connectionOf = async (upstream: Upstream): Promise<number | undefined> => {
  const outcome = await upstream.get("/", schema, { headers: {}, timeoutMs: 60_000 });
  return outcome.ok ? outcome.value.connection : undefined;
};

beforeEach(() => {
  connections = [];
  reasons = [];
});
afterEach(async () => {
  for (const upstream of upstreams.splice(0)) upstream.close();
  await server.close();
});

test("reuses a connection", async () => {
  const upstream = await numbered({});
  expect([await connectionOf(upstream), await connectionOf(upstream)]).toEqual([1, 1]);
});

test("opens a connection per call without keepAlive", async () => {
  const upstream = await numbered({ keepAlive: false });
  expect([await connectionOf(upstream), await connectionOf(upstream)]).toEqual([1, 2]);
});

test("a call succeeds although the other side closed the kept connection", async () => {
  const upstream = await numbered({ closesUsed: true });
  expect([await connectionOf(upstream), await connectionOf(upstream)]).toEqual([1, 2]);
  expect(reasons).toEqual([]);
});

test("a connection that ends without a response is a failure", async () => {
  server = await startTestServer(({ socket }) => socket.destroy());
  const upstream = new Upstream(server.origin, ({ reason }) => void reasons.push(reason));
  upstreams.push(upstream);
  expect(await upstream.get("/", schema, { headers: {}, timeoutMs: 60_000, attempts: 2 })).toMatchObject({
    ok: false,
    status: 500,
  });
  expect(reasons).toHaveLength(2);
});

test("a time-out is a failure, and is logged", async () => {
  server = await startTestServer((_, reply) => void reply.write("{")); // and never its end
  const upstream = new Upstream(server.origin, ({ reason }) => void reasons.push(reason));
  upstreams.push(upstream);
  expect(await upstream.get("/", schema, { headers: {}, timeoutMs: 50 })).toMatchObject({ ok: false });
  expect(reasons).toEqual(["no answer within 50 ms"]);
});
