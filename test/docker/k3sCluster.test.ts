import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { at, nameOf, textAt } from "../../lib/clients/kubernetes/object";
import { freePort } from "../kubernetes/cluster";
import { ClusterStack } from "./clusterStack";
import { DockerDaemon } from "./daemon";
import { loadK3s } from "./k3sImage";

const NODES = { path: "/api/v1/nodes", apiVersion: "v1", kind: "Node" };

/** Empty clusters of the k3s fake, on a daemon with a disk that a test can fill. */
describe("clusters on k3s", () => {
  let daemon: DockerDaemon;
  let stack: ClusterStack;
  let cluster: Record<string, unknown>;
  beforeAll(async () => {
    daemon = await DockerDaemon.start({ dataRootMiB: 3072 });
    const image = await loadK3s(daemon.client);
    stack = await ClusterStack.create();
    cluster = {
      driver: "k3s",
      ...{ image, name: "c", apiPort: await freePort(), docker: { host: daemon.host } },
      capabilities: ["NET_ADMIN"],
    };
  });
  afterAll(async () => {
    await stack?.remove();
    await daemon?.stop();
  });

  const nodes = async () => {
    const client = await stack.client();
    try {
      return (await client.list(NODES)).items;
    } finally {
      client.close();
    }
  };
  /** The containers started since then, in start order. */
  async function startedSince(since: number): Promise<string[]> {
    const all = await daemon.client.listContainers();
    const states = await Promise.all(
      all.map(async ({ Id, Names }) => {
        const { State } = await daemon.client.getContainer(Id).inspect();
        return { name: Names[0]!.slice(1), at: Date.parse(State.StartedAt) };
      }),
    );
    return states
      .filter((state) => state.at > since)
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name);
  }
  /** The same image with another name and id, like another release. */
  async function anotherRelease(image: string): Promise<string> {
    const container = await daemon.client.createContainer({ Image: image, name: "release" });
    const options = {
      repo: "meshstack.local/fake-k3s",
      tag: "another",
      changes: "LABEL release=another",
    };
    await container.commit(options);
    await container.remove({ v: true });
    return "meshstack.local/fake-k3s:another";
  }

  const left = async () => ({
    containers: await daemon.client.listContainers({ all: true }),
    volumes: (await daemon.client.listVolumes()).Volumes ?? [],
    networks: (await daemon.client.listNetworks()).map(({ Name }) => Name).sort(),
  });
  const NOTHING = { containers: [], volumes: [], networks: ["bridge", "host", "none"] };

  test("reports all failures of the daemon in one message and creates nothing", async () => {
    const holder = createServer();
    await new Promise<void>((listening) => holder.listen(cluster.apiPort as number, "127.0.0.1", listening));
    const { stdout } = await stack.up(cluster, [1]);
    await new Promise((closed) => holder.close(closed));
    expect(stdout).toMatch(
      new RegExp(
        `error: Preflight checks of the Docker daemon at .* for the k3s cluster failed.*\n.*${cluster.apiPort}`,
      ),
    );
    expect(await left()).toEqual(NOTHING);
  });

  test("three servers join one after the other, each with a stable address", async () => {
    const since = Date.now();
    await stack.up({ ...cluster, servers: 3, agents: 1, subnet: "10.211.55.0/24" });
    expect(await startedSince(since)).toEqual(["c-server-0", "c-server-1", "c-server-2", "c-agent-0"]);
    const addresses = await Promise.all(
      ["server-0", "server-1", "server-2", "agent-0"].map(async (node) => {
        const { NetworkSettings } = await daemon.client.getContainer(`c-${node}`).inspect();
        return NetworkSettings.Networks.c!.IPAddress;
      }),
    );
    expect(addresses).toEqual(["10.211.55.10", "10.211.55.11", "10.211.55.12", "10.211.55.20"]);
    const servers = (await nodes()).filter(
      (node) => textAt(node, "metadata", "labels", "node-role.kubernetes.io/control-plane") === "true",
    );
    expect(servers.map(nameOf)).toEqual(["server-0", "server-1", "server-2"]);
    await stack.destroy();
  });

  test("another release replaces one node after the other, servers first, and all accept pods again", async () => {
    await stack.up({ ...cluster, agents: 2 });
    const uids = (await nodes()).map((node) => textAt(node, "metadata", "uid"));
    const since = Date.now();
    const image = await anotherRelease(cluster.image as string);
    await stack.up({ ...cluster, image, agents: 2 });
    expect(await startedSince(since)).toEqual(["c-server-0", "c-agent-0", "c-agent-1"]);
    const after = await nodes();
    expect(after.map((node) => textAt(node, "metadata", "uid"))).toEqual(uids);
    expect(after.filter((node) => at(node, "spec", "unschedulable") === true)).toEqual([]);
    cluster.image = image;
  });

  test("a full disk causes one message, and the next up continues without data loss", async () => {
    const before = (await nodes()).map(nameOf);
    const filler = join(daemon.dataRoot, "filler");
    const { bavail, bsize } = statfsSync(daemon.dataRoot);
    execFileSync("fallocate", ["-l", String(Math.floor(bavail * 0.99) * bsize), filler]);
    // Fill the rest of the disk; dd ends when it is full.
    spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "oflag=append", "conv=notrunc", "bs=4096"]);
    const more = { ...cluster, agents: 3 };
    const { stdout } = await stack.up(more, [1]);
    rmSync(filler);
    expect(stdout.slice(stdout.indexOf("Diagnostics:"))).toMatch(/error: .*no space left on device/);
    await stack.up(more);
    expect((await nodes()).map(nameOf)).toEqual(["agent-0", "agent-1", "agent-2", "server-0"]);
    expect(before).toEqual(["agent-0", "agent-1", "server-0"]);
  });

  test("destroy leaves nothing on the daemon", async () => {
    await stack.destroy();
    expect(await left()).toEqual(NOTHING);
  });
});
