import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { Writable } from "node:stream";
import { until } from "../../lib/until";
import { InitializationError } from "../../runtime/protocol/provider";
import { Secret, UNKNOWN } from "../../runtime/protocol/values";
import { freePort } from "../kubernetes/cluster";
import { BUSYBOX } from "./busybox";
import { errorOf, forever, providerOnDaemon, running } from "./providerOnDaemon";
import { TestProvider, tokenOf } from "./resources";

const on = providerOnDaemon();

const inspect = (id: string) => on.client.getContainer(id).inspect();
const exec = async (id: string, ...command: string[]): Promise<string> => {
  const run = await on.client.getContainer(id).exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await run.start({});
  const parts: Buffer[] = [];
  const into = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      parts.push(chunk);
      done();
    },
  });
  on.client.modem.demuxStream(stream, into, into);
  await new Promise((resolve) => stream.once("end", resolve));
  return Buffer.concat(parts).toString();
};
describe("a container", () => {
  test("is created, unchanged, updated in place, replaced and deleted", async () => {
    const it = on.docker.resource("Container", "web");
    expect(await it.up({ ...running, memory: 64 })).toBe("create");
    const id = it.state!.id;
    const name = it.outputs.name as string;
    expect(name).toMatch(/^web-[0-9a-f]{7}$/);
    expect(it.outputs).toMatchObject({
      image: BUSYBOX,
      restart: "no",
      mustRun: true,
      memory: 64,
      command: forever,
    });
    expect((await inspect(id)).Name).toBe(`/${name}`);

    expect(await it.up({ ...running, memory: 64 })).toBe("same");
    expect(await it.up({ ...running, memory: 128, restart: "always", cpuShares: 512 })).toBe("update");
    expect(it.state!.id).toBe(id);
    const { HostConfig: host } = await inspect(id);
    expect(host).toMatchObject({ Memory: 128 * 2 ** 20, CpuShares: 512, RestartPolicy: { Name: "always" } });

    expect(await it.up({ ...running, memory: 128, envs: ["A=b"] })).toBe("replace");
    expect(it.state!.id).not.toBe(id);
    expect((await inspect(it.state!.id)).Config.Env).toContain("A=b");
    // The daemon cannot remove a limit.
    expect(await it.up({ ...running, envs: ["A=b"] })).toBe("replace");
    expect((await inspect(it.state!.id)).HostConfig.Memory).toBe(0);
  });

  test("that was removed or changed externally is detected by a refresh", async () => {
    const it = on.docker.resource("Container", "web");
    const inputs = { ...running, restart: "no", memory: 64 };
    await it.up(inputs);
    expect(await it.refresh()).toBe(true);
    expect(await it.up(inputs)).toBe("same");

    await on.client.getContainer(it.state!.id).update({ RestartPolicy: { Name: "always" } });
    const { id } = it.state!;
    const read = await on.docker.provider.read({
      ...identity(id),
      inputs: it.state!.inputs,
      properties: it.state!.outputs,
    });
    expect(read.inputs).toMatchObject({ restart: "always" });

    await on.client.getContainer(id).remove({ force: true });
    expect(await it.refresh()).toBe(false);
    expect(await it.up(inputs)).toBe("create");
  });
  const identity = (id: string) => ({
    id,
    name: "web",
    type: tokenOf("Container"),
    urn: `urn:pulumi:test::test::${tokenOf("Container")}::web`,
    timeout: 0,
  });

  test("that was stopped starts again", async () => {
    const it = on.docker.resource("Container", "web");
    await it.up(running);
    const { id } = it.state!;
    await on.client.getContainer(id).stop();
    const read = await on.docker.provider.read({
      ...identity(id),
      inputs: it.state!.inputs,
      properties: it.state!.outputs,
    });
    expect(read.inputs).toMatchObject({ mustRun: false });
    it.state = { id, inputs: read.inputs!, outputs: read.properties };
    expect(await it.up(running)).toBe("update");
    expect((await inspect(id)).State.Running).toBe(true);
  });

  test("that ends at once fails with its exit code and its last lines, without secrets, and is removed", async () => {
    const it = on.docker.resource("Container", "web");
    const error = await errorOf(
      it.up({
        image: BUSYBOX,
        command: ["sh", "-c", "echo ready; echo the password is $PASSWORD >&2; exit 3"],
        envs: [new Secret("PASSWORD=hunter2hunter2"), "MODE=x"],
      }),
    );
    expect(error.message).toMatch(/does not run: it ended with exit code 3\. Its last log lines:\n/);
    expect(error.message).toMatch(/ready/);
    expect(error.message).toMatch(/the password is \[secret\]/);
    expect(error.message).not.toMatch(/hunter2/);
    expect(await on.client.listContainers({ all: true })).toEqual([]);
  });

  test("that may end outputs its exit code; an attached one also its log", async () => {
    const it = on.docker.resource("Container", "job");
    await it.up({
      image: BUSYBOX,
      command: ["sh", "-c", "echo one; echo two; exit 4"],
      mustRun: false,
      attach: true,
      logs: true,
    });
    expect(it.outputs).toMatchObject({ exitCode: 4, containerLogs: "one\ntwo\n" });
    expect(await it.refresh()).toBe(true);
    expect(it.outputs).toMatchObject({ exitCode: 4 });
  });

  test("is ready only when it is healthy", async () => {
    const it = on.docker.resource("Container", "web");
    const healthcheck = { tests: ["CMD", "test", "-e", "/tmp/up"], interval: "100ms", retries: 1000 };
    await it.up({
      ...running,
      command: ["sh", "-c", "sleep 1; touch /tmp/up; exec sleep 1000"],
      healthcheck,
      wait: true,
    });
    expect((await inspect(it.state!.id)).State.Health?.Status).toBe("healthy");
  });

  test("that does not become healthy is kept, and the next up continues", async () => {
    const it = on.docker.resource("Container", "web");
    const inputs = {
      ...running,
      name: "waiting",
      command: ["sh", "-c", "echo starting; exec sleep 1000"],
      volumes: [{ hostPath: on.scratch, containerPath: "/shared", readOnly: true }],
      healthcheck: {
        tests: ["CMD-SHELL", "test -e /shared/up || { echo not yet; false; }"],
        interval: "100ms",
        retries: 3,
      },
      wait: true,
      waitTimeout: 10, // A first check takes more than a second on a busy machine.
    };
    const error = await errorOf(it.up(inputs));
    expect(error).toBeInstanceOf(InitializationError);
    expect(error.message).toMatch(/not healthy after 10 s.*Its last check ended with 1: not yet/);
    expect(error.message).toMatch(/Its last log lines:\nstarting/);
    const { id, properties } = error as InitializationError;
    writeFileSync(join(on.scratch, "up"), "");
    it.state = { id, inputs, outputs: properties };
    expect(await it.up({ ...inputs, waitTimeout: 30 })).toBe("update");
  });

  test("rejects wait without a healthcheck", async () => {
    const error = await errorOf(on.docker.resource("Container", "web").up({ ...running, wait: true }));
    expect(error.message).toMatch(/`wait` needs a healthcheck/);
    await on.client.getContainer((error as InitializationError).id).remove({ force: true });
  });

  test("receives its files before it starts", async () => {
    writeFileSync(join(on.scratch, "source.txt"), "from a file");
    const it = on.docker.resource("Container", "web");
    await it.up({
      image: BUSYBOX,
      command: ["sh", "-c", "cat /etc/certs/ca.pem /b /c; stat -c '%a %u' /etc/certs/ca.pem /b; /run.sh"],
      mustRun: false,
      attach: true,
      logs: true,
      uploads: [
        { file: "/etc/certs/ca.pem", content: new Secret("text\n"), permissions: "0600", owner: "7" },
        { file: "/b", contentBase64: Buffer.from("bytes\n").toString("base64") },
        { file: "/c", source: "source.txt" },
        { file: "/run.sh", content: "#!/bin/sh\necho executed\n", executable: true },
      ],
    });
    expect(it.outputs.containerLogs).toBe("text\nbytes\nfrom a file600 7\n644 0\nexecuted\n");
    expect(it.state!.outputs.uploads).toBeDefined();
  });

  test("accepts all other inputs", async () => {
    const volume = on.docker.resource("Volume", "data");
    await volume.up({ labels: [{ label: "a", value: "b" }] });
    const it = on.docker.resource("Container", "web");
    const port = await freePort();
    await it.up({
      image: BUSYBOX,
      entrypoints: ["sh", "-c"],
      command: ["echo from httpd > /tmp/index.html; exec httpd -f -p 80 -h /tmp"],
      init: true,
      ports: [
        { internal: 80, external: port, ip: "127.0.0.1" },
        { internal: 81, ip: "127.0.0.1" },
      ],
      volumes: [
        { volumeName: volume.outputs.name as string, containerPath: "/data" },
        { containerPath: "/anonymous" },
      ],
      mounts: [{ type: "tmpfs", target: "/fast", tmpfsOptions: { sizeBytes: 1048576 } }],
      tmpfs: { "/run": "size=1m" },
      capabilities: { adds: ["NET_ADMIN"], drops: ["MKNOD"] },
      ulimits: [{ name: "nofile", soft: 1000, hard: 2000 }],
      sysctls: { "net.ipv4.ip_local_port_range": "20000 30000" },
      labels: [{ label: "l", value: "m" }],
      hosts: [{ host: "api.example", ip: "10.1.2.3" }],
      dns: ["10.9.9.9"],
      hostname: "page",
      user: "0:0",
      workingDir: "/data",
      stopSignal: "SIGINT",
      stopTimeout: 3,
      shmSize: 8,
      cpus: "0.5",
      ipcMode: "private",
      logDriver: "json-file",
      logOpts: { "max-size": "1m" },
    });
    const answer = await until(
      () =>
        fetch(`http://127.0.0.1:${port}`).then(
          (r) => r.text(),
          () => undefined,
        ),
      {
        timeoutMs: 120_000,
      },
    );
    expect(answer).toBe("from httpd\n");
    const live = await inspect(it.state!.id);
    expect(live.HostConfig).toMatchObject({
      CapAdd: ["NET_ADMIN"],
      CapDrop: ["MKNOD"],
      NanoCpus: 5e8,
      ShmSize: 8 * 2 ** 20,
      ExtraHosts: ["api.example:10.1.2.3"],
      Dns: ["10.9.9.9"],
      Sysctls: { "net.ipv4.ip_local_port_range": "20000 30000" },
      LogConfig: { Type: "json-file", Config: { "max-size": "1m" } },
      Tmpfs: { "/run": "size=1m" },
    });
    expect(live.Config).toMatchObject({ Hostname: "page", WorkingDir: "/data", StopSignal: "SIGINT" });
    expect(it.outputs).toMatchObject({
      labels: [{ label: "l", value: "m" }],
      ports: [
        { internal: 80, external: port, ip: "127.0.0.1", protocol: "tcp" },
        { internal: 81, external: expect.any(Number), ip: "127.0.0.1", protocol: "tcp" },
      ],
      networkDatas: [{ networkName: "bridge", ipAddress: expect.stringMatching(/^172\./) }],
      ipcMode: "private",
      shmSize: 8,
    });
    expect(await it.refresh()).toBe(true);
  });

  test("reaches another container by its alias in each of its networks", async () => {
    const inner = on.docker.resource("Network", "inner");
    const outer = on.docker.resource("Network", "outer");
    await inner.up({ internal: true, ipamConfigs: [{ subnet: "10.201.0.0/24" }] });
    await outer.up({});
    const name = (network: typeof inner) => network.outputs.name as string;
    const server = on.docker.resource("Container", "server");
    await server.up({
      ...running,
      command: ["sh", "-c", "echo hello > /tmp/index.html; exec httpd -f -p 80 -h /tmp"],
      networksAdvanced: [
        { name: name(inner), aliases: ["db"], ipv4Address: "10.201.0.10" },
        { name: name(outer), aliases: ["front"] },
      ],
    });
    const datas = server.outputs.networkDatas as { networkName: string; ipAddress: string }[];
    expect(datas.map(({ networkName }) => networkName).sort()).toEqual([name(inner), name(outer)].sort());
    expect(datas.find(({ networkName }) => networkName === name(inner))!.ipAddress).toBe("10.201.0.10");
    const caller = on.docker.resource("Container", "caller");
    await caller.up({ ...running, networksAdvanced: [{ name: name(inner) }] });
    const answer = await until(
      async () => {
        const text = await exec(caller.state!.id, "wget", "-q", "-O-", "http://db/");
        return text.includes("hello") ? text : undefined;
      },
      { timeoutMs: 20_000 },
    );
    expect(answer).toBe("hello\n");
    expect(await exec(caller.state!.id, "nslookup", "front")).toMatch(
      /can't find|NXDOMAIN|SERVFAIL|no servers/i,
    );

    // A refresh detects a network that was disconnected externally.
    await on.client.getNetwork(name(outer)).disconnect({ Container: server.state!.id });
    const { id, inputs, outputs } = server.state!;
    const read = await on.docker.provider.read({ ...identity(id), inputs, properties: outputs });
    expect(read.inputs!.networksAdvanced).toHaveLength(1);
  });

  test("whose port is in use fails with the port and is removed", async () => {
    const blocker = await new Promise<Server>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
    });
    const { port } = blocker.address() as { port: number };
    const it = on.docker.resource("Container", "web");
    const inputs = { ...running, ports: [{ internal: 80, external: port, ip: "127.0.0.1" }] };
    const error = await errorOf(it.up(inputs));
    expect(error.message).toMatch(/cannot be started: .*address already in use.*choose another port/s);
    expect(error.message).toContain(String(port));
    expect(await on.client.listContainers({ all: true })).toEqual([]);
    await new Promise((resolve) => blocker.close(resolve));
    expect(await it.up(inputs)).toBe("create");
  });

  test("with an unavailable image reports the image, the registry and a hint", async () => {
    const error = await errorOf(
      on.docker.resource("Container", "web").up({ image: "registry.invalid/none:1" }),
    );
    expect(error.message).toMatch(
      /^the image registry\.invalid\/none:1 cannot be pulled: registry\.invalid answered: .*(mirror|load the image)/s,
    );
  });

  test("with a name in use is rejected; one of an interrupted create is adopted", async () => {
    const other = await on.client.createContainer({ name: "web", Image: BUSYBOX, Cmd: forever });
    const inputs = { ...running, name: "web" };
    const error = await errorOf(on.docker.create("Container", "web", inputs, true));
    expect(error.message).toMatch(/the container web already exists .*docker rm -f web/s);
    await other.remove();

    const started = await on.docker.create("Container", "web", inputs);
    // As after a kill of the Pulumi engine: the next run does not have the container in its state.
    const next = await TestProvider.of({ host: on.daemon.host });
    expect(await next.create("Container", "web", inputs, true)).toBe(started);
    // The state contains the container now, so this create is for another one.
    await expect(on.docker.create("Container", "web", inputs)).rejects.toThrow(/already exists/);
    await on.client.getContainer(started).remove({ force: true });

    const unfinished = await on.client.createContainer({
      name: "web",
      Image: BUSYBOX,
      Cmd: forever,
      Labels: { "meshstack.urn": `urn:pulumi:test::test::${tokenOf("Container")}::web` },
    });
    const remade = await next.create("Container", "web", inputs);
    expect(remade).not.toBe(unfinished.id);
    expect((await inspect(remade)).State.Running).toBe(true);
    await on.client.getContainer(remade).remove({ force: true });
  });

  test("can be read by its name", async () => {
    const it = on.docker.resource("Container", "web");
    await it.up({ ...running, name: "by-name", memory: 32 });
    const read = await on.docker.provider.read({ ...identity("by-name"), inputs: {}, properties: {} });
    expect(read).toMatchObject({
      id: it.state!.id,
      properties: { name: "by-name", image: BUSYBOX, memory: 32 },
    });
    const none = await on.docker.provider.read({ ...identity("nobody"), inputs: {}, properties: {} });
    expect(none).toEqual({ id: "", properties: {} });
  });

  test("keeps secrets secret in its outputs", async () => {
    const it = on.docker.resource("Container", "web");
    await it.up({ ...running, envs: [new Secret("TOKEN=abcdef")] });
    expect(it.state!.outputs.envs).toEqual([new Secret("TOKEN=abcdef")]);
    await it.refresh();
    expect(it.state!.outputs.envs).toEqual([new Secret("TOKEN=abcdef")]);
  });
});

test("a preview does not contact the daemon", async () => {
  const offline = await TestProvider.of({ host: "unix:///nowhere/docker.sock" });
  const identity = { urn: "urn:u", name: "web", type: tokenOf("Container") };
  const request = { ...identity, properties: { image: UNKNOWN, name: "web" }, timeout: 0, preview: true };
  const { id, properties } = await offline.provider.create(request);
  expect(id).toBe("");
  expect(properties).toMatchObject({ image: UNKNOWN, name: "web", restart: "no", networkDatas: UNKNOWN });
});
