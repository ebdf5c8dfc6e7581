import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { Checkout, type StackSettings, operation } from "../e2e/checkout";
import { made, wanted } from "../e2e/objects";
import { expectStackCommands } from "../e2e/stackCommands";
import type { Kubectl } from "../e2e/cluster";
import { freePort, kubernetesBinary, type TestCluster } from "../kubernetes/cluster";
import { TestRancher } from "../rancher/stubServer";
import { upstreamOf } from "../rancher/upstream";
import type { DockerDaemon } from "./engine";
import { RancherMachine } from "./rancherMachine";

const STACK = "rancher";
const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // it has ended
  }
};

/**
 * Stack rancher with the classic environment on it, from nothing to nothing: the server's and the agents' containers are
 * real, what is in them are the stand-ins; the environment's objects are on a real API server behind the server's proxy.
 */
describe("stack rancher", () => {
  const checkout = new Checkout();
  let machine: RancherMachine;
  let engine: DockerDaemon;
  let cluster: TestCluster;
  let address: string;
  let port: number;
  let images: { server: string; agent: string };

  beforeAll(async () => {
    machine = await RancherMachine.start();
    ({ engine, cluster, address, images } = machine);
    port = await freePort();
    checkout.env.MESHSTACK_TAKE_OVER_LOCKS = "true"; // As `make` sets it.
    await checkout.pulumi("stack", "init", STACK);
    configure();
  });
  afterAll(async () => {
    await checkout.remove();
    await machine?.stop();
  });

  /** The stack file as it ships, with this test's addresses, images and limits. */
  function configure(change: (cluster: Record<string, unknown>) => void = () => undefined) {
    checkout.configure(STACK, (config: StackSettings) => {
      const given: Record<string, unknown> = machine.configuration(port);
      change(given);
      config["meshstack:cluster"] = given;
    });
  }
  /** What takes time and says nothing about the driver. */
  function withoutSampleAndAddons() {
    checkout.configure(STACK, (config) => {
      config["meshstack:bookinfo"] = { enabled: false };
      const addons = ["zipkin", "prometheus", "grafana", "servicegraph"];
      config["meshstack:addons"] = Object.fromEntries(addons.map((name) => [name, { enabled: false }]));
    });
  }
  const containers = async () =>
    (await engine.client.listContainers({ all: true })).flatMap(({ Names }) => Names).sort();
  async function removeContainers() {
    for (const { Id } of await engine.client.listContainers({ all: true }))
      await engine.client.getContainer(Id).remove({ force: true });
    rmSync("/var/lib/rancher/state", { recursive: true, force: true });
  }
  const volumes = async () => (await engine.client.listVolumes()).Volumes.map(({ Name }) => Name);
  const kubectl: Kubectl = async (...args) => {
    const path = (await checkout.pulumi("stack", "output", "kubeconfigPath", "-s", STACK)).stdout.trim();
    return (await checkout.run(kubernetesBinary()!, ["kubectl", "--kubeconfig", path, ...args])).stdout;
  };

  /** The API server without Rancher before it. */
  const direct: Kubectl = async (...args) => {
    const path = join(checkout.home, "direct");
    writeFileSync(path, cluster.kubeconfig, { mode: 0o600 });
    return (await checkout.run(kubernetesBinary()!, ["kubectl", "--kubeconfig", path, ...args])).stdout;
  };

  /** The process of the server in its container. */
  function serverProcess(): number {
    const command = "/usr/bin/node\0/stub/main.js\0";
    return Number(readdirSync("/proc").find((pid) => /^\d+$/.test(pid) && commandOf(pid) === command));
  }

  test("a taken port is one clear error, and nothing is made", async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(port, address, done));
    const { stdout, stderr } = await checkout.run(
      "runtime/engine/bin/pulumi",
      operation("up", STACK),
      [255, 1],
    );
    await new Promise((done) => taken.close(done));
    expect(`${stdout}${stderr}`).toContain("the Rancher server (cluster.server.port)");
    expect(`${stdout}${stderr}`).toMatch(new RegExp(`port ${port} `));
    expect(await containers()).toEqual([]);
  });

  test("a host that never registers: who it is, and what to look at; nothing is lost", async () => {
    configure((given) => {
      given.timeouts = { server: 30, environment: 60, host: 2, kubernetes: 30 };
      // An agent that ends without a word: it is none.
      given.agentImage = images.server;
    });
    const { stdout, stderr } = await checkout.run(
      "runtime/engine/bin/pulumi",
      operation("up", STACK),
      [255, 1],
    );
    expect(`${stdout}${stderr}`).toContain("the host host-1 has not registered yet after 2 s");
    expect(`${stdout}${stderr}`).toMatch(/docker logs meshstack-rancher-host-1-rancher-registration/);
    configure();
  });

  test("up goes on from there: server, environment, host and the classic environment on it", async () => {
    await checkout.pulumi(...operation("up", STACK));
    expect(await containers()).toEqual([
      "/meshstack-rancher-host-1-rancher-registration",
      "/meshstack-rancher-rancher-server",
      "/rancher-agent",
      "/rancher-agent-state",
    ]);
    expect(await made(kubectl)).toEqual(await wanted(checkout, STACK));
  });

  test("its outputs are the kubeconfig's path and the pages, and status and verify use them", () =>
    expectStackCommands(checkout, STACK, {
      outputs: {
        kubeconfigPath: expect.stringMatching(/^\//),
        productpage: `http://${address}:32000/productpage`,
        zipkin: `http://${address}:30001`,
        grafana: `http://${address}:30002/dashboard/db/istio-dashboard`,
      },
    }));

  test("no secret is in the state or in what is printed", async () => {
    const { stdout: state } = await checkout.pulumi("stack", "export", "-s", STACK);
    const kubeconfig = await kubectl("config", "view", "--raw");
    const token = /token: (\S+)/.exec(kubeconfig)![1]!;
    expect(state).not.toContain(token);
    const path = (await checkout.pulumi("stack", "output", "kubeconfigPath", "-s", STACK)).stdout.trim();
    const password = readFileSync(join(dirname(path), "admin-password"), "utf8");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(password.length).toBeGreaterThan(20);
    expect(state).not.toContain(password);
    expect(state).not.toMatch(/\/v1\/scripts\//);
  });

  test("a second up changes nothing", async () => {
    await checkout.pulumi(...operation("up", STACK), "--expect-no-changes");
  });

  test("an agent that is gone is started anew by the next up", async () => {
    await engine.client.getContainer("rancher-agent").remove({ force: true });
    await checkout.pulumi(...operation("up", STACK));
    expect(await containers()).toContain("/rancher-agent");
  });

  test("destroy: hosts evacuated, the environment purged, and nothing left on the engine", async () => {
    await checkout.pulumi(...operation("destroy", STACK));
    expect(await containers()).toEqual([]);
    expect(await volumes()).toEqual([]);
    expect(existsSync("/var/lib/rancher/state")).toBe(false);
    expect(await made(direct)).toEqual([]);
  });

  test("on a server that exists, nothing else is touched; destroy works where a host's engine is gone", async () => {
    const rancher = await TestRancher.start({
      address,
      agentImage: images.agent,
      upstream: upstreamOf(cluster),
    });
    try {
      const { store } = rancher.stub;
      store.security = true;
      store.add("apiKey", "1a1", { name: "mine", publicValue: "k", secretValue: "s3cret-key" }, "active");
      const url = `http://${address}:${rancher.stub.port}`;
      configure((given) => {
        delete given.server;
        given.existing = { url, accessKey: "k" };
      });
      withoutSampleAndAddons();
      const secret = ["--secret", "--path", "cluster.existing.secretKey", "s3cret-key"];
      await checkout.pulumi("config", "set", "-s", STACK, ...secret);
      await checkout.pulumi(...operation("up", STACK));
      expect(await containers()).not.toContain("/meshstack-rancher-rancher-server");
      expect((await made(kubectl)).length).toBeGreaterThan(20);
      // The host's engine is gone, and its agent goes on.
      await engine.kill();
      const { stdout } = await checkout.pulumi(...operation("destroy", STACK));
      expect(stdout).toMatch(
        /the Docker engine of host host-1 does not answer .* what Rancher left there stays/,
      );
      const left = (type: string) =>
        store
          .of(type)
          .filter(({ removed }) => removed === undefined)
          .map(({ fields }) => fields.name);
      expect([left("project"), left("apiKey"), left("host")]).toEqual([["Default"], ["mine"], []]);
      expect(store.get("setting", "api.host")!.fields.value).toBe("");
    } finally {
      await engine.startAgain();
      await removeContainers();
      await rancher.stop();
      configure();
    }
  });

  test("a server that dies during an up: the next one goes on; and destroy works where it is dead already", async () => {
    withoutSampleAndAddons();
    const up = checkout.start(...operation("up", STACK));
    await up.says(/RancherEnvironment\b.* creat/);
    process.kill(serverProcess(), "SIGKILL");
    await up.ended;
    await checkout.pulumi(...operation("up", STACK));

    // Docker starts one again whose process died, and none that was killed by its own command: the next up does.
    const server = () => engine.client.getContainer("meshstack-rancher-rancher-server");
    await server().kill();
    await checkout.pulumi(...operation("up", STACK));

    await server().kill();
    await engine.client.getContainer("rancher-agent").remove({ force: true });
    await checkout.pulumi(...operation("destroy", STACK));
    expect(await containers()).toEqual([]);
    expect(await volumes()).toEqual([]);
  });
});
