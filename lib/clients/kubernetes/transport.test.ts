import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createTestPki } from "../../../test/support/testPki";
import { until } from "../../until";
import { Transport } from "./transport";

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** The timers of the connections to a port, as in `/proc/net/tcp`: the kind, and the remaining hundredths of a second. */
const timersTo = (port: number): { kind: number; remaining: number }[] =>
  readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote = ""]) => parseInt(remote.split(":")[1]!, 16) === port)
    .map(([, , , , , timer = ""]) => timer.split(":").map((digits) => parseInt(digits, 16)))
    .map(([kind = 0, remaining = 0]) => ({ kind, remaining }));

const KEEP_ALIVE = 2;

test("the kernel probes the connection of a watch, because a server that is gone never closes it", async () => {
  const pki = await createTestPki();
  server = createServer({ cert: pki["apiserver.crt"], key: pki["apiserver.key"] }, (_request, response) =>
    response.flushHeaders(),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const connection = {
    server: `https://127.0.0.1:${port}`,
    insecureSkipTlsVerify: false,
    certificateAuthority: pki["ca.crt"],
    credentials: {},
  };
  const transport = new Transport(connection, 5000);
  try {
    await transport.send("GET", "/", { streaming: true }, { headers: {} });
    const timer = await until(() => timersTo(port).find(({ kind }) => kind === KEEP_ALIVE), {
      timeoutMs: 2000,
    });
    expect(timer?.remaining).toBeGreaterThan(0);
    expect(timer?.remaining).toBeLessThanOrEqual(30 * 100);
  } finally {
    transport.close();
  }
});
