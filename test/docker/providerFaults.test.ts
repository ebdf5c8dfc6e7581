import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../lib/until";
import type { PropertyMap } from "../../runtime/protocol/values";
import { freePort } from "../kubernetes/cluster";
import { BUSYBOX, importBusybox } from "./busybox";
import { type Certificates, makeCertificates } from "./certificates";
import { DockerDaemon } from "./daemon";
import { errorOf } from "./providerOnDaemon";
import { TestProvider } from "./resources";

const scratch = mkdtempSync(join(tmpdir(), "meshstack-faults-"));
let daemon: DockerDaemon | undefined;
let certificates: Certificates;
const path = process.env.PATH;

beforeAll(async () => {
  certificates = await makeCertificates(scratch);
});
afterEach(async () => {
  process.env.PATH = path;
  await daemon?.stop();
  daemon = undefined;
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const messageWith = async (args: PropertyMap): Promise<string> => {
  const docker = await TestProvider.of(args);
  const error = await errorOf(docker.resource("Volume", "data").up({}));
  await docker.provider.close();
  return error.message;
};
const running: PropertyMap = { image: BUSYBOX, command: ["sleep", "1000"], init: true };

describe("an unreachable daemon is one error with a hint", () => {
  test("no socket", async () => {
    expect(await messageWith({ host: "unix:///nowhere/docker.sock" })).toBe(
      "the Docker daemon at unix:///nowhere/docker.sock cannot be reached: the socket /nowhere/docker.sock does not exist. " +
        "Start Docker (systemctl start docker), or set another daemon by `host`, `context` or DOCKER_HOST",
    );
  });

  test("a socket without a listener", async () => {
    const socket = join(scratch, "stale.sock");
    // A killed process leaves its socket file behind.
    const script = `require("net").createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, "SIGKILL"))`;
    spawnSync(process.execPath, ["-e", script]);
    expect(await messageWith({ host: `unix://${socket}` })).toMatch(
      /nothing listens on the socket .*stale\.sock/,
    );
  });

  test("a TCP port without a listener", async () => {
    const port = await freePort();
    expect(await messageWith({ host: `tcp://127.0.0.1:${port}` })).toMatch(
      new RegExp(`nothing listens on 127\\.0\\.0\\.1:${port}. Start Docker there`),
    );
  });

  test("something other than a Docker daemon", async () => {
    const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    expect(await messageWith({ host: `tcp://127.0.0.1:${port}` })).toMatch(
      /cannot be reached: .*Check that it is a Docker daemon/,
    );
    server.close();
  });

  test("a rejected ssh connection", async () => {
    fakeSsh(`echo "me@host: Permission denied (publickey)." >&2; exit 255`);
    expect(await messageWith({ host: "ssh://me@host" })).toMatch(
      /ssh was rejected: me@host: Permission denied \(publickey\)\. `ssh me@host`.*add the key to the agent/,
    );
  });
});

/** Installs a fake ssh program on PATH; the network part of the real one belongs to OpenSSH. */
function fakeSsh(script: string): string {
  const file = join(scratch, "ssh");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${scratch}:${path}`;
  return file;
}

test("connects through ssh with `docker system dial-stdio`, sshOpts and the port", async () => {
  daemon = await DockerDaemon.start();
  await importBusybox(daemon.client);
  fakeSsh(`echo "$@" >> ${scratch}/arguments; exec docker --host ${daemon.host} system dial-stdio`);
  const docker = await TestProvider.of({ host: "ssh://me@build.example:2222", sshOpts: '["-i","key"]' });
  const it = docker.resource("Container", "web");
  await it.up(running);
  expect((await daemon.client.getContainer(it.state!.id).inspect()).State.Running).toBe(true);
  await docker.destroy();
  await docker.provider.close();
  expect(readFileSync(join(scratch, "arguments"), "utf8").split("\n")[0]).toBe(
    "-i key -p 2222 -o BatchMode=yes -o ConnectTimeout=30 -T -- me@build.example docker system dial-stdio",
  );
});

test("connects through TLS with the client's certificate, by path or content, and fails with others", async () => {
  const port = await freePort();
  const { ca, server, client, folder } = certificates;
  daemon = await DockerDaemon.start({
    args: [
      ["--host", `tcp://127.0.0.1:${port}`, "--tlsverify"],
      ["--tlscacert", ca.file, "--tlscert", server.certFile, "--tlskey", server.keyFile],
    ].flat(),
  });
  const host = `tcp://127.0.0.1:${port}`;
  const material = { caMaterial: ca.pem, certMaterial: client.cert, keyMaterial: client.key };
  for (const args of <PropertyMap[]>[
    { host, certPath: folder },
    { host, ...material },
  ]) {
    const docker = await TestProvider.of(args);
    const it = docker.resource("Volume", "data");
    expect(await it.up({})).toBe("create");
    await docker.destroy();
    await docker.provider.close();
  }
  expect(await messageWith({ host })).toMatch(/cannot be reached: .*set certPath/s);
  const others = await makeCertificates(mkdtempSync(join(scratch, "others-")));
  expect(await messageWith({ host, ...material, caMaterial: others.ca.pem })).toMatch(
    /TLS failed: .*those of this daemon/,
  );
  const stranger = { certMaterial: others.client.cert, keyMaterial: others.client.key };
  expect(await messageWith({ host, ...material, ...stranger })).toMatch(/TLS failed: .*those of this daemon/);
});

test("an up continues after a restart of the daemon", async () => {
  daemon = await DockerDaemon.start();
  await importBusybox(daemon.client);
  const docker = await TestProvider.of({ host: daemon.host });
  const it = docker.resource("Container", "web");
  const created = it.up({
    ...running,
    restart: "always",
    healthcheck: { tests: ["CMD", "test", "-e", "/shared/up"], interval: "100ms", retries: 10_000 },
    volumes: [{ hostPath: scratch, containerPath: "/shared" }],
    wait: true,
    waitTimeout: 60,
  });
  const waits = () =>
    docker.messages.some(({ message }) => /to be healthy: it is/.test(message)) || undefined;
  expect(await until(waits, { timeoutMs: 20_000 })).toBe(true);
  await daemon.restart();
  writeFileSync(join(scratch, "up"), "");
  await created;
  expect((await daemon.client.getContainer(it.state!.id).inspect()).State.Health?.Status).toBe("healthy");

  // The daemon crashes between two resources and returns later.
  await daemon.kill();
  const volume = docker.resource("Volume", "data").up({});
  await daemon.startAgain();
  await volume;
  await docker.destroy();
  await docker.provider.close();
});

test("a daemon that stops during an up causes one error; the next up continues, and destroy works", async () => {
  daemon = await DockerDaemon.start();
  await importBusybox(daemon.client);
  const docker = await TestProvider.of({ host: daemon.host });
  await docker.resource("Volume", "data").up({});
  await daemon.kill();
  const it = docker.resource("Container", "web");
  const failed = errorOf(it.up(running));
  await docker.provider.cancel(); // like a user who does not wait for the daemon
  expect((await failed).message).toMatch(/cancelled/);
  await daemon.startAgain();
  const next = await TestProvider.of({ host: daemon.host });
  const again = next.resource("Container", "web");
  expect(await again.up(running)).toBe("create");
  await next.destroy();
  await next.provider.close();
  await docker.provider.close();
});

test("reports a full disk of the daemon and continues when there is space", async () => {
  daemon = await DockerDaemon.start({ dataRootMiB: 48 });
  await importBusybox(daemon.client);
  const docker = await TestProvider.of({ host: daemon.host });
  const filler = docker.resource("Container", "filler");
  await filler.up({
    image: BUSYBOX,
    command: ["sh", "-c", "cat /dev/zero > /fill"],
    mustRun: false,
    attach: true,
  });
  expect(filler.outputs.exitCode).toBe(1);
  const it = docker.resource("Container", "web");
  const inputs = { ...running, uploads: [{ file: "/big", content: "x".repeat(4 * 2 ** 20) }] };
  const error = await errorOf(it.up(inputs));
  expect(error.message).toMatch(/^the container web-\w+ cannot|^files cannot be placed/);
  expect(error.message).toMatch(
    /no space left on device.*the disk of the daemon's data is full: free space there/is,
  );
  await filler.destroy();
  expect(await it.up(inputs)).toBe("create");
  await docker.destroy();
  await docker.provider.close();
});
