import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { until } from "../../lib/until";
import { freePort } from "../kubernetes/cluster";
import { hostState, processesIn } from "../live/host";
import { BUSYBOX, importBusybox } from "./busybox";
import { DockerDaemon } from "./daemon";

/** The machine's state, without the control groups of clusters that run in parallel. */
const state = () => {
  const { cgroups, ...rest } = hostState();
  return { ...rest, cgroups: cgroups.filter((path) => path.includes("meshstack-docker")) };
};
const before = state();
let daemon: DockerDaemon;
const folder = () => dirname(daemon.dataRoot);

/** Starts a container that serves its host name, by default on a free port of this machine. */
async function server(
  options: { restart?: string; port?: number } = {},
): Promise<{ id: string; url: string }> {
  const port = options.port ?? (await freePort());
  const container = await daemon.client.createContainer({
    Image: BUSYBOX,
    Cmd: ["sh", "-c", "hostname > /tmp/index.html; exec httpd -f -p 80 -h /tmp"],
    ExposedPorts: { "80/tcp": {} },
    HostConfig: {
      Init: true,
      PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] },
      RestartPolicy: { Name: options.restart ?? "no" },
    },
  });
  await container.start();
  return { id: container.id, url: `http://127.0.0.1:${port}` };
}

const answers = (url: string) =>
  until(
    () =>
      fetch(url).then(
        async (response) => (response.ok ? (await response.text()).trim() : undefined),
        () => undefined,
      ),
    { timeoutMs: 20_000 },
  );
const statusOf = async (id: string) => (await daemon.client.getContainer(id).inspect()).State.Status;

afterEach(async () => {
  await daemon?.stop();
  if (daemon) {
    expect(existsSync(folder())).toBe(false);
    expect(processesIn(folder())).toEqual([]);
  }
  expect(state()).toEqual(before);
});

test("a daemon publishes ports on 127.0.0.1 and keeps containers with a restart policy across a restart and a crash", async () => {
  daemon = await DockerDaemon.start();
  expect((await daemon.client.info()).Driver).toBe("overlay2");
  await importBusybox(daemon.client);
  const always = await server({ restart: "always" });
  const once = await server();
  for (const { id, url } of [always, once]) expect(await answers(url)).toBe(id.slice(0, 12));

  await daemon.restart();
  expect(await answers(always.url)).toBe(always.id.slice(0, 12));
  expect(await statusOf(once.id)).toBe("exited");

  await daemon.kill();
  await expect(daemon.client.ping()).rejects.toThrow();
  await daemon.startAgain();
  expect(await answers(always.url)).toBe(always.id.slice(0, 12));

  // stop() also removes networks, volumes and running containers of a dead daemon.
  await daemon.client.createNetwork({ Name: "left" });
  await daemon.client.createVolume({ Name: "left" });
  await daemon.kill();
});

test("the disk of a daemon can be small and can fill up", async () => {
  daemon = await DockerDaemon.start({ dataRootMiB: 64 });
  await importBusybox(daemon.client);
  const container = await daemon.client.createContainer({
    Image: BUSYBOX,
    Cmd: ["sh", "-c", "cat /dev/zero > /fill || exit 28"],
  });
  await container.start();
  expect(await container.wait()).toMatchObject({ StatusCode: 28 });
  await expect(importBusybox(daemon.client, "meshstack.local/more:test")).rejects.toThrow(/no space left/);
});

test("a dockerd that cannot start reports the cause and leaves nothing behind", async () => {
  const started = DockerDaemon.start({ args: ["--no-such-flag"] });
  await expect(started).rejects.toThrow(/no-such-flag/);
});
