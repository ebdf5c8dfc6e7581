import type Dockerode from "dockerode";
import type { Snapshot } from "../../runtime/engine/model/state";
import { countsOf, messagesOf, stepsOf, TestProgram } from "../engine/testProgram";
import { BUSYBOX, importBusybox } from "./busybox";
import { DockerDaemon } from "./daemon";

// A program with the official @pulumi/docker package, run by the embedded engine with this checkout's provider.

const PROGRAM = `
  const pulumi = require("@pulumi/pulumi");
  const docker = require("@pulumi/docker");
  const config = new pulumi.Config();
  const provider = new docker.Provider("docker", { host: config.require("host") });
  const options = { provider };
  const image = new docker.RemoteImage("image", { name: config.require("image"), keepLocally: true }, options);
  const network = new docker.Network("network", { internal: config.getBoolean("internal") ?? false }, options);
  const data = new docker.Volume("data", {}, options);
  const web = new docker.Container("web", {
    image: image.imageId,
    command: ["sleep", "1000"],
    init: true,
    memory: config.getNumber("memory") ?? 64,
    envs: [pulumi.secret("TOKEN=abcdef")],
    networksAdvanced: [{ name: network.name, aliases: ["web"] }],
    volumes: [{ volumeName: data.name, containerPath: "/data" }],
  }, options);
  exports.address = web.networkDatas[0].ipAddress;
  exports.container = web.name;
`;

let daemon: DockerDaemon;
let client: Dockerode;
let program: TestProgram;
const config = (more: Record<string, string> = {}) => ({ host: daemon.host, image: BUSYBOX, ...more });
const ok = async (run: ReturnType<TestProgram["run"]>) => {
  const done = await run;
  expect(messagesOf(done, "error")).toEqual([]);
  return done;
};
const containers = () => client.listContainers({ all: true });

beforeAll(async () => {
  daemon = await DockerDaemon.start();
  ({ client } = daemon);
  await importBusybox(client);
  program = TestProgram.of({
    "Pulumi.yaml": "name: p\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.js\n",
    "index.js": PROGRAM,
  });
});
afterAll(async () => {
  program?.dispose();
  await daemon?.stop();
});

test("preview, up, an unchanged up, an update in place, a replacement with its dependents", async () => {
  await ok(program.run("preview", config()));
  expect(await containers()).toEqual([]);

  const up = await ok(program.run("update", config()));
  expect(countsOf(up)).toEqual({ create: 6 });
  const { container, address } = outputs();
  expect(container).toMatch(/^web-[0-9a-f]{7}$/);
  const live = await client.getContainer(container).inspect();
  expect(Object.values(live.NetworkSettings.Networks)[0]!.IPAddress).toBe(address);

  expect(countsOf(await ok(program.run("update", config())))).toEqual({ same: 6 });
  expect(countsOf(await ok(program.run("refresh", config())))).toEqual({ same: 6 });
  expect(countsOf(await ok(program.run("update", config())))).toEqual({ same: 6 });

  const larger = config({ memory: "128" });
  expect(countsOf(await ok(program.run("update", larger)))).toEqual({ same: 5, update: 1 });
  expect((await client.getContainer(container).inspect()).HostConfig.Memory).toBe(128 * 2 ** 20);

  const internal = config({ memory: "128", internal: "true" });
  const replaced = await ok(program.run("update", internal));
  expect(stepsOf(replaced)).toEqual(expect.arrayContaining(["create-replacement network"]));
  expect((await client.listNetworks()).filter(({ Internal }) => Internal)).toHaveLength(1);
  expect(await containers()).toHaveLength(1);
  expect(countsOf(await ok(program.run("update", internal)))).toEqual({ same: 6 });
});

test("creates removed resources again after a refresh", async () => {
  const [{ Id: id }] = (await containers()) as [Dockerode.ContainerInfo];
  await client.getContainer(id).remove({ force: true });
  const same = config({ memory: "128", internal: "true" });
  expect(countsOf(await ok(program.run("refresh", same)))).toMatchObject({ delete: 1 });
  expect(countsOf(await ok(program.run("update", same)))).toEqual({ same: 5, create: 1 });
});

test("destroy removes everything except the kept image", async () => {
  await ok(program.run("destroy", config({ memory: "128", internal: "true" })));
  expect(await onDaemon()).toEqual([]);
  expect(await client.listImages()).toHaveLength(1);
});

test.each(["Network", "Volume", "Container"])(
  "the next up adopts a %s whose creation was interrupted before the state recorded it",
  async (type) => {
    const { saved } = await ok(program.run("update", config()));
    // As after a kill of the Pulumi engine during the creation: later resources do not exist yet.
    const isOf = (urn: string) => urn.includes(`:${type}::`);
    const killed = saved.find(({ pendingOperations }) =>
      pendingOperations.some(
        ({ type: operation, resource }) => operation === "creating" && isOf(resource.urn),
      ),
    )!;
    program.snapshot = killed;
    await removeAllBut(namesIn(killed));
    const before = await onDaemon();
    await ok(program.run("update", config()));
    const after = await onDaemon();
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).toHaveLength(3);
    expect(before.some(([kind]) => kind === type)).toBe(true);
    await ok(program.run("destroy", config()));
    expect(await onDaemon()).toEqual([]);
  },
);

test("destroy removes a resource whose creation was interrupted before the state recorded it", async () => {
  const { saved } = await ok(program.run("update", config()));
  program.snapshot = saved.filter(({ pendingOperations }) => pendingOperations.length > 0).at(-1)!;
  await ok(program.run("destroy", config()));
  expect(await onDaemon()).toEqual([]);
});

/** The names of a state's resources and pending resources. */
function namesIn({ resources, pendingOperations }: Snapshot): Set<unknown> {
  const all = [...resources, ...pendingOperations.map(({ resource }) => resource)];
  return new Set(all.map(({ inputs }) => inputs.name));
}

async function removeAllBut(names: ReadonlySet<unknown>): Promise<void> {
  for (const [kind, id, name] of await onDaemon()) {
    if (names.has(name)) continue;
    if (kind === "Container") await client.getContainer(id).remove({ force: true });
    else if (kind === "Network") await client.getNetwork(id).remove();
    else await client.getVolume(id).remove();
  }
}

function outputs(): { container: string; address: string } {
  const stack = program.snapshot.resources.find(({ type }) => type === "pulumi:pulumi:Stack")!;
  return stack.outputs as { container: string; address: string };
}

/** The type, id and name of this program's objects on the daemon; dependents first. */
async function onDaemon(): Promise<[type: string, id: string, name: string][]> {
  const networks = (await client.listNetworks()).filter(({ Name }) => Name.startsWith("network-"));
  const volumes = (await client.listVolumes()).Volumes ?? [];
  return [
    ...(await containers()).map(({ Id, Names }): [string, string, string] => [
      "Container",
      Id,
      Names[0]!.slice(1),
    ]),
    ...networks.map(({ Id, Name }): [string, string, string] => ["Network", Id, Name]),
    ...volumes.map(({ Name }): [string, string, string] => ["Volume", Name, Name]),
  ];
}
