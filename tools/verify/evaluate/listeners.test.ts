import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { parseListeners } from "./redirection";

test.each([
  ["127.0.0.1", "/proc/self/net/tcp"],
  ["::1", "/proc/self/net/tcp6"],
])("finds a server on %s in the table of the kernel", async (host, table) => {
  const server = createServer();
  await once(server.listen(0, host), "listening");
  const { port } = server.address() as { port: number };
  const found = parseListeners(readFileSync(table, "utf8"));
  server.close();
  expect(found).toContainEqual({ port, everywhere: false });
});

test("reads concatenated tables and ignores connections", () => {
  const head =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
  const text = [
    head,
    "   0: 00000000:3A99 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1337        0 30717 1",
    "   1: 0900F40A:3A9E 0100F40A:B35C 01 00000000:00000000 00:00000000 00000000  1337        0 30800 1",
    head,
    "   0: 00000000000000000000000000000000:3A9E 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1337        0 3 1",
  ].join("\n");
  expect(parseListeners(text)).toEqual([
    { port: 15001, everywhere: true },
    { port: 15006, everywhere: true },
  ]);
});
