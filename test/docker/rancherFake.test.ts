import { existsSync, rmSync } from "node:fs";
import { TestResource } from "../support/testResource";
import { until } from "../../lib/until";
import { freePort } from "../kubernetes/cluster";
import { DockerDaemon } from "./daemon";
import { loadAgent, loadServer } from "./rancherImages";

const hadState = existsSync("/var/lib/rancher");
let daemon: DockerDaemon;
let address: string;
let port: number;
let images: { server: string; agent: string };
const url = () => `http://${address}:${port}`;

beforeAll(async () => {
  daemon = await DockerDaemon.start();
  address = daemon.gateway;
  const agent = await loadAgent(daemon.client);
  images = { agent, server: await loadServer(daemon.client, { agentImage: agent }) };
});
afterAll(async () => {
  await daemon?.stop();
  if (!hadState) rmSync("/var/lib/rancher", { recursive: true, force: true });
});
beforeEach(async () => (port = await freePort()));
afterEach(async () => {
  for (const { Id } of await daemon.client.listContainers({ all: true }))
    await daemon.client.getContainer(Id).remove({ force: true, v: true });
  await daemon.client.pruneVolumes();
  rmSync("/var/lib/rancher/state", { recursive: true, force: true });
});

const newResource = (type: string) => new TestResource(`local:index:${type}`, "/");
const server = () => ({ url: url(), username: "admin", password: "s3cret", unavailableSeconds: 120 });

async function startServer(args: string[] = []) {
  const container = await daemon.client.createContainer({
    name: "server",
    Image: images.server,
    Cmd: args,
    HostConfig: {
      Binds: ["server-data:/var/lib/mysql"],
      PortBindings: { "8080/tcp": [{ HostIp: address, HostPort: String(port) }] },
      RestartPolicy: { Name: "unless-stopped" },
    },
    ExposedPorts: { "8080/tcp": {} },
  });
  await container.start();
  return container;
}

/**
 * Starts an agent with a registration URL, as on Rancher's page but without `--privileged`, and waits for its end.
 */
async function startAgent(registrationUrl: string): Promise<string> {
  const socket = daemon.host.slice("unix://".length);
  const earlier = await daemon.client.listContainers({ all: true, filters: { name: ["^/registration$"] } });
  for (const { Id } of earlier) await daemon.client.getContainer(Id).remove({ force: true });
  const container = await daemon.client.createContainer({
    name: "registration",
    Image: images.agent,
    Cmd: [registrationUrl],
    Env: ["CATTLE_HOST_LABELS=meshstack.host=a", `CATTLE_AGENT_IP=${address}`],
    HostConfig: { Binds: [`${socket}:/var/run/docker.sock`, "/var/lib/rancher:/var/lib/rancher"] },
  });
  await container.start();
  await container.wait();
  return (await container.logs({ stdout: true, stderr: true })).toString();
}

async function environment() {
  await newResource("RancherAccessControl").up({ server: server() });
  const env = newResource("RancherEnvironment");
  await env.up({ server: server(), name: "kubernetes", template: "Kubernetes", owner: "this test" });
  const environmentId = env.outputs.environmentId as string;
  const registration = newResource("RancherRegistration");
  await registration.up({ server: server(), environmentId, name: "it" });
  return { environmentId, registrationUrl: registration.outputs.registrationUrl as string };
}
const hostInputs = (environmentId: string) => ({
  server: server(),
  environmentId,
  name: "a",
  label: { name: "meshstack.host", value: "a" },
  timeoutSeconds: 120,
});

test("runs a host's agents as containers; deletes their leftovers with the host and keeps earlier objects", async () => {
  await daemon.client.createVolume({ Name: "etcd" });
  await startServer();
  const place = newResource("RancherAgentHost");
  const placeInputs = {
    name: "a",
    docker: { host: daemon.host },
    image: images.agent,
    registration: "registration",
  };
  await place.up(placeInputs);
  const { environmentId, registrationUrl } = await environment();

  expect(await startAgent(registrationUrl)).toContain("Launched Rancher Agent");
  const host = newResource("RancherHost");
  await host.up(hostInputs(environmentId));
  expect(host.outputs.address).toBe(address);
  expect(await place.up(placeInputs)).toBe("same");
  expect(existsSync("/var/lib/rancher/state")).toBe(true);

  const again = newResource("RancherAgentHost");
  await expect(again.up(placeInputs)).rejects.toThrow(
    /a Rancher agent already runs on the Docker daemon unix:\S+ of host a/,
  );

  // A removed agent gets a new generation, which starts it again; then the host registers.
  const { generation } = place.outputs;
  await daemon.client.getContainer("rancher-agent").remove({ force: true });
  expect(await place.up(placeInputs)).toBe("update");
  expect(place.outputs.generation).not.toBe(generation);
  await startAgent(registrationUrl);
  await host.up(hostInputs(environmentId));

  await host.destroy();
  await place.destroy();
  const left = await daemon.client.listContainers({ all: true });
  expect(left.flatMap(({ Names }) => Names).filter((name) => name !== "/server")).toEqual([]);
  expect(existsSync("/var/lib/rancher/state")).toBe(false);
  expect((await daemon.client.listVolumes()).Volumes.map(({ Name }) => Name)).toContain("etcd");
});

test("Docker's restart policy starts a server again with its data", async () => {
  const container = await startServer();
  const { environmentId, registrationUrl } = await environment();
  await startAgent(registrationUrl);
  const { Pid } = (await container.inspect()).State;
  const host = newResource("RancherHost");
  const created = host.up(hostInputs(environmentId));
  await container
    .exec({ Cmd: ["/usr/bin/node", "-e", "process.kill(1, 'SIGTERM')"] })
    .then((exec) => exec.start({}));
  await created;
  await until(async () => ((await container.inspect()).State.Pid !== Pid ? true : undefined), {
    timeoutMs: 120_000,
  });
  await newResource("RancherAccessControl").up({ server: server() });
  expect(await host.up(hostInputs(environmentId))).toBe("same");
});

test("accepts arguments for an external database and rejects invalid ones", async () => {
  const database = [
    "--db-host",
    "mysql",
    "--db-port",
    "3306",
    "--db-user",
    "u",
    "--db-pass",
    "p",
    "--db-name",
    "n",
  ];
  await startServer(database);
  await newResource("RancherAccessControl").up({ server: server() });

  const wrong = await daemon.client.createContainer({ Image: images.server, Cmd: ["--database", "x"] });
  await wrong.start();
  expect(await wrong.wait()).toMatchObject({ StatusCode: 1 });
});
