import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { TestResource } from "../../../test/support/testResource";
import { allocate, CHOICE } from "./ports";
import { listenerOn, listenersIn } from "../../../lib/procNet";

const listen = (port: number) =>
  new Promise<Server>((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
  });
const portOf = (server: Server) => (server.address() as { port: number }).port;
const close = (server: Server) => new Promise((resolve) => server.close(resolve));
const newResource = () => new TestResource("local:index:Ports", tmpdir());

test("chooses ports that are distinct, free, and outside the ranges of others", async () => {
  const names = ["a", "b", "c", "d"];
  const ports = await allocate(names, {}, {}, "127.0.0.1");
  expect(new Set(Object.values(ports)).size).toBe(4);
  for (const port of Object.values(ports)) {
    expect(port).toBeGreaterThanOrEqual(CHOICE.from);
    expect(port).toBeLessThanOrEqual(CHOICE.to);
    await close(await listen(port));
  }
});

test("keeps a port, also while its process listens, and chooses ports for new names", async () => {
  const resource = newResource();
  expect(await resource.up({ names: ["api"] })).toBe("create");
  const { api } = resource.outputs.ports as Record<string, number>;
  const server = await listen(api!);
  try {
    expect(await resource.up({ names: ["api"] })).toBe("same");
    expect(await resource.up({ names: ["api", "more"] })).toBe("update");
    expect(resource.outputs.ports).toMatchObject({ api, more: expect.any(Number) });
    expect(await resource.up({ names: ["api"], given: { api } as never })).toBe("update");
    expect(resource.outputs.ports).toEqual({ api });
  } finally {
    await close(server);
  }
});

test("reports a given port that is taken, with the process that listens", async () => {
  const server = await listen(0);
  const port = portOf(server);
  try {
    const attempt = newResource().up({ names: ["api"], given: { api: port } });
    await expect(attempt).rejects.toThrow(`api: found port ${port} in use on 127.0.0.1`);
    if (process.platform === "linux") {
      expect(listenerOn(port)?.text).toMatch(new RegExp(`^\\S.* \\(process ${process.pid}\\)$`));
      await expect(attempt).rejects.toThrow(`(process ${process.pid})`);
    }
  } finally {
    await close(server);
  }
  await newResource().up({ names: ["api"], given: { api: port } });
});

test.each([
  [{ names: ["api"], given: { other: 4000 } }, "given.other: must be one of names"],
  [{ names: ["a", "b"], given: { a: 4000, b: 4000 } }, "given.b: is also given for a"],
  [{ names: ["api"], given: { api: 70000 } }, "given.api: must be a port from 1 to 65535"],
  [{ names: ["api"], address: "localhost" }, "address: must be an IP address"],
  [{ names: ["api"], gven: {} }, 'unknown input "gven"'],
])("rejects bad inputs %j", async (inputs, message) => {
  await expect(newResource().up(inputs as never)).rejects.toThrow(message);
});

test("reads the listening sockets in the kernel's table", () => {
  const line = (port: number, state: string, inode: number) =>
    `   0: 0100007F:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0000000000000000 100 0 0 10 0`;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 65535 }), (port, other) => {
      const table = [
        "  sl  local_address …",
        line(port, "0A", 11),
        line(port, "01", 12),
        line(other, "0A", 13),
      ].join("\n");
      expect(listenersIn(table)).toEqual([
        { address: "0100007F", port, uid: 1000, inode: "11" },
        { address: "0100007F", port: other, uid: 1000, inode: "13" },
      ]);
    }),
  );
});
