import { createServer, type Server } from "node:net";
import type { Report } from "../../tools/checks/report";
import { Checkout, operation } from "../e2e/checkout";
import { freePort } from "../kubernetes/cluster";
import { DockerDaemon } from "./daemon";
import { loadK3s } from "./k3sImage";
import { freeNodePorts } from "./k3sMachine";

/** `make doctor` of a stack in containers, before and after the creation of its cluster. */
describe("make doctor of a stack on k3s", () => {
  const checkout = new Checkout();
  let daemon: DockerDaemon;
  let ingress: number;

  const cluster = (change: Record<string, unknown>) =>
    checkout.configure("k3s", (config) => Object.assign(config["meshstack:cluster"]!, change));
  const report = async (fine: number): Promise<Report> => {
    const args = ["tools/start.js", "tools/doctor.ts", "k3s", "--json"];
    return JSON.parse((await checkout.run(process.execPath, args, [fine])).stdout) as Report;
  };
  const failed = ({ checks }: Report) => checks.filter(({ result }) => result === "failed");
  const ofCluster = ({ checks }: Report) =>
    Object.fromEntries(
      checks.filter(({ subject }) => subject === "The cluster").map(({ id, result }) => [id, result]),
    );

  beforeAll(async () => {
    daemon = await DockerDaemon.start();
    const image = await loadK3s(daemon.client);
    await checkout.pulumi("stack", "init", "k3s");
    [ingress = 0] = await freeNodePorts(1);
    checkout.configure("k3s", (config) => {
      config["meshstack:mesh"] = { tls: false, ingress: { httpNodePort: ingress } };
      config["meshstack:bookinfo"] = { enabled: false };
      config["meshstack:addons"] = Object.fromEntries(
        ["zipkin", "grafana", "prometheus", "servicegraph"].map((name) => [name, { enabled: false }]),
      );
    });
    cluster({
      ...{ image, apiPort: await freePort(), agents: 0, capabilities: ["NET_ADMIN"] },
      docker: { host: daemon.host },
    });
  });
  afterAll(async () => {
    await checkout.remove("k3s");
    await daemon?.stop();
  });

  test("exits with 0 for a daemon that passes, skips the cluster and creates nothing", async () => {
    const found = await report(0);
    expect(found).toMatchObject({ driver: "k3s", up: false, summary: { failed: 0 } });
    expect(found.checks.find(({ id }) => id === "docker")!.subject).toBe(
      `The Docker daemon at ${daemon.host}, for the k3s cluster`,
    );
    expect(ofCluster(found)).toEqual({ cluster: "skipped" });
    expect(await daemon.client.listContainers({ all: true })).toEqual([]);
  });

  test("exits with 1 for a NodePort in use and names the process", async () => {
    const server = await new Promise<Server>((resolve) => {
      const listening = createServer().listen(ingress, "127.0.0.1", () => resolve(listening));
    });
    try {
      expect(failed(await report(1))).toMatchObject([
        {
          id: "docker-ports",
          details: [
            expect.stringMatching(
              `^port ${ingress} for the ingress .*: found node \\(process [0-9]+\\) using it`,
            ),
          ],
        },
      ]);
    } finally {
      server.close();
    }
  });

  test("exits with 1 for a daemon that does not answer, with one line for all skipped checks", async () => {
    cluster({ docker: { host: "unix:///there/is/none.sock" } });
    try {
      const { stdout } = await checkout.run("make", ["-s", "doctor", "STACK=k3s"], [2]);
      expect(stdout).toMatch(/failed {3}docker .*\n.*the socket \/there\/is\/none\.sock does not exist/);
      expect(stdout.split("the Docker daemon does not answer")).toHaveLength(2);
    } finally {
      cluster({ docker: { host: daemon.host } });
    }
  });

  test("accepts the stack's own ports after an up, and also checks the cluster", async () => {
    await checkout.pulumi(...operation("up", "k3s"));
    const found = await report(0);
    expect(found).toMatchObject({ up: true, summary: { failed: 0 } });
    expect(ofCluster(found)).toMatchObject({ cluster: "passed", rights: "passed", "node-ports": "passed" });
    await checkout.pulumi(...operation("destroy", "k3s"));
  });
});
