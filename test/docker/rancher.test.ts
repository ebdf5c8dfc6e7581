import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { Checkout, type StackSettings, operation } from "../e2e/checkout";
import { created, wanted } from "../e2e/objects";
import { expectStackCommands } from "../e2e/stackCommands";
import type { Kubectl } from "../e2e/cluster";
import { freePort, kubernetesBinary, type TestCluster } from "../kubernetes/cluster";
import { processIds } from "../../lib/processIdentity";
import { commandLineOf } from "../support/processes";
import { TestRancher } from "../rancher/fakeServer";
import { upstreamOf } from "../rancher/upstream";
import type { DockerDaemon } from "./daemon";
import { RancherMachine } from "./rancherMachine";

const STACK = "rancher";

/**
 * The life cycle of stack rancher with the classic environment. The containers of the server and the agents are real
 * and run the fakes; the environment's objects are on a real API server behind the server's proxy.
 */
describe("stack rancher", () => {
  const checkout = new Checkout();
  let machine: RancherMachine;
  let daemon: DockerDaemon;
  let cluster: TestCluster;
  let address: string;
  let port: number;
  let images: { server: string; agent: string };

  beforeAll(async () => {
    machine = await RancherMachine.start();
    ({ daemon, cluster, address, images } = machine);
    port = await freePort();
    checkout.env.MESHSTACK_TAKE_OVER_LOCKS = "true"; // as `make` sets it
    await checkout.pulumi("stack", "init", STACK);
    configure();
  });
  afterAll(async () => {
    await checkout.remove();
    await machine?.stop();
  });

  /** The default stack file with this test's addresses, images and limits. */
  function configure(change: (cluster: Record<string, unknown>) => void = () => undefined) {
    checkout.configure(STACK, (config: StackSettings) => {
      const given: Record<string, unknown> = machine.configuration(port);
      change(given);
      config["meshstack:cluster"] = given;
    });
  }
  /** Disables slow components that are independent of the driver. */
  function withoutSampleAndAddons() {
    checkout.configure(STACK, (config) => {
      config["meshstack:bookinfo"] = { enabled: false };
      const addons = ["zipkin", "prometheus", "grafana", "servicegraph"];
      config["meshstack:addons"] = Object.fromEntries(addons.map((name) => [name, { enabled: false }]));
    });
  }
  const containers = async () =>
    (await daemon.client.listContainers({ all: true })).flatMap(({ Names }) => Names).sort();
  async function removeContainers() {
    for (const { Id } of await daemon.client.listContainers({ all: true }))
      await daemon.client.getContainer(Id).remove({ force: true });
    rmSync("/var/lib/rancher/state", { recursive: true, force: true });
  }
  const volumes = async () => (await daemon.client.listVolumes()).Volumes.map(({ Name }) => Name);
  const kubectl: Kubectl = async (...args) => {
    const path = (await checkout.pulumi("stack", "output", "kubeconfigPath", "-s", STACK)).stdout.trim();
    return (await checkout.run(kubernetesBinary()!, ["kubectl", "--kubeconfig", path, ...args])).stdout;
  };

  /** Accesses the API server directly, without Rancher's proxy. */
  const direct: Kubectl = async (...args) => {
    const path = join(checkout.home, "direct");
    writeFileSync(path, cluster.kubeconfig, { mode: 0o600 });
    return (await checkout.run(kubernetesBinary()!, ["kubectl", "--kubeconfig", path, ...args])).stdout;
  };

  /** The pid of the server process in its container. */
  function serverProcess(): number {
    return processIds().find((pid) => commandLineOf(pid) === "/usr/bin/node /fake/main.js")!;
  }

  test("a port in use causes one error, and up creates nothing", async () => {
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

  test("reports a host that never registers with a hint and keeps the state", async () => {
    configure((given) => {
      given.timeouts = { server: 30, environment: 60, host: 2, kubernetes: 30 };
      // This agent exits at once, because its image contains no agent.
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

  test("the next up creates the server, the environment, the host and the classic mesh environment", async () => {
    await checkout.pulumi(...operation("up", STACK));
    expect(await containers()).toEqual([
      "/meshstack-rancher-host-1-rancher-registration",
      "/meshstack-rancher-rancher-server",
      "/rancher-agent",
      "/rancher-agent-state",
    ]);
    expect(await created(kubectl)).toEqual(await wanted(checkout, STACK));
  });

  test("outputs the kubeconfig's path and the pages, which status and verify use", () =>
    expectStackCommands(checkout, STACK, {
      outputs: {
        kubeconfigPath: expect.stringMatching(/^\//),
        productpage: `http://${address}:32000/productpage`,
        zipkin: `http://${address}:30001`,
        grafana: `http://${address}:30002/dashboard/db/istio-dashboard`,
      },
    }));

  test("neither the state nor the output contains a secret in plain text", async () => {
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

  test("the next up starts a removed agent again", async () => {
    await daemon.client.getContainer("rancher-agent").remove({ force: true });
    await checkout.pulumi(...operation("up", STACK));
    expect(await containers()).toContain("/rancher-agent");
  });

  test("destroy evacuates the hosts, purges the environment and leaves nothing on the daemon", async () => {
    await checkout.pulumi(...operation("destroy", STACK));
    expect(await containers()).toEqual([]);
    expect(await volumes()).toEqual([]);
    expect(existsSync("/var/lib/rancher/state")).toBe(false);
    expect(await created(direct)).toEqual([]);
  });

  test("on an existing server, changes nothing else; destroy works when a host's daemon is stopped", async () => {
    const rancher = await TestRancher.start({
      address,
      agentImage: images.agent,
      upstream: upstreamOf(cluster),
    });
    try {
      const { store } = rancher.fake;
      store.security = true;
      store.add("apiKey", "1a1", { name: "mine", publicValue: "k", secretValue: "s3cret-key" }, "active");
      const url = `http://${address}:${rancher.fake.port}`;
      configure((given) => {
        delete given.server;
        given.existing = { url, accessKey: "k" };
      });
      withoutSampleAndAddons();
      const secret = ["--secret", "--path", "cluster.existing.secretKey", "s3cret-key"];
      await checkout.pulumi("config", "set", "-s", STACK, ...secret);
      await checkout.pulumi(...operation("up", STACK));
      expect(await containers()).not.toContain("/meshstack-rancher-rancher-server");
      expect((await created(kubectl)).length).toBeGreaterThan(20);
      // The host's daemon stops, but its agent keeps running.
      await daemon.kill();
      const { stdout } = await checkout.pulumi(...operation("destroy", STACK));
      expect(stdout).toMatch(
        /the Docker daemon of host host-1 does not answer .* Rancher's leftovers stay there/,
      );
      const left = (type: string) =>
        store
          .of(type)
          .filter(({ removed }) => removed === undefined)
          .map(({ fields }) => fields.name);
      expect([left("project"), left("apiKey"), left("host")]).toEqual([["Default"], ["mine"], []]);
      expect(store.get("setting", "api.host")!.fields.value).toBe("");
    } finally {
      await daemon.startAgain();
      await removeContainers();
      await rancher.stop();
      configure();
    }
  });

  test("after a crash of the server during an up, the next up continues; destroy works with a stopped server", async () => {
    withoutSampleAndAddons();
    const up = checkout.start(...operation("up", STACK));
    await up.says(/RancherEnvironment\b.* creat/);
    process.kill(serverProcess(), "SIGKILL");
    await up.ended;
    await checkout.pulumi(...operation("up", STACK));

    // Docker starts a crashed container again, but not one that `docker kill` stopped: the next up does.
    const server = () => daemon.client.getContainer("meshstack-rancher-rancher-server");
    await server().kill();
    await checkout.pulumi(...operation("up", STACK));

    await server().kill();
    await daemon.client.getContainer("rancher-agent").remove({ force: true });
    await checkout.pulumi(...operation("destroy", STACK));
    expect(await containers()).toEqual([]);
    expect(await volumes()).toEqual([]);
  });
});
