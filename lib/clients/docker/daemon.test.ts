import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createForwarder } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../until";
import { DockerDaemon } from "./daemon";
import { withDaemon } from "./withDaemon";

let server: Server;
let pings: number;
beforeEach(async () => {
  pings = 0;
  // Breaks the connection of every operation, and then accepts connections without an answer.
  server = createServer(({ url, socket }, response) => {
    if (url === "/version") response.end(JSON.stringify({ ApiVersion: "1.45", MinAPIVersion: "1.24" }));
    else if (url?.endsWith("/_ping")) pings++;
    else if (!url?.endsWith("/info")) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

test("a cancellation ends the wait for a daemon that does not answer", async () => {
  const cancellation = new AbortController();
  const { port } = server.address() as AddressInfo;
  const daemon = new DockerDaemon({ host: `tcp://127.0.0.1:${port}`, sshOpts: [] }, cancellation.signal);
  const operation = daemon.run((client) => client.getContainer("c").inspect());
  await until(() => pings === 1 || undefined, { timeoutMs: Infinity });
  cancellation.abort(new Error("it was cancelled"));
  await expect(operation).rejects.toThrow("it was cancelled");
});

test("a failure of ssh is reported although a process in the background keeps its output open", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ssh-"));
  const [path, pidFile] = [process.env.PATH, join(folder, "pid")];
  const script = `#!/bin/sh\nsleep 600 >/dev/null &\necho $! >${pidFile}\necho "docker: not found" >&2\nexit 127\n`;
  writeFileSync(join(folder, "ssh"), script, { mode: 0o755 });
  process.env.PATH = `${folder}:${path}`;
  const daemon = new DockerDaemon({ host: "ssh://host", sshOpts: [] }, new AbortController().signal);
  try {
    await expect(daemon.run((client) => client.ping())).rejects.toThrow(
      "no Docker CLI connects there: docker: not found",
    );
  } finally {
    daemon.close();
    process.env.PATH = path;
    process.kill(Number(readFileSync(pidFile, "utf8")));
    rmSync(folder, { recursive: true });
  }
});

test.each(["tcp", "unix"])("requests over %s without an answer end at the time limit", async (kind) => {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  const path = join(folder, "docker.sock");
  const forwarder = createForwarder((client) =>
    client.pipe(connect((server.address() as AddressInfo).port, "127.0.0.1")).pipe(client),
  ).listen(path);
  const host =
    kind === "unix" ? `unix://${path}` : `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await expect(withDaemon({ host }, (client) => client.info(), 300)).rejects.toThrow(
      "cannot be reached: no answer within 0.3 s",
    );
  } finally {
    forwarder.close();
    rmSync(folder, { recursive: true });
  }
});
