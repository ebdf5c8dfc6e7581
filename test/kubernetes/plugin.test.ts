import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GrpcProvider } from "../../runtime/protocol/client";
import { Secret } from "../../runtime/protocol/values";
import type { TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { sharedCluster } from "./sharedCluster";

describeCluster("the provider as a plugin process", () => {
  let cluster: TestCluster;
  let plugin: ChildProcess;
  let provider: GrpcProvider;

  beforeAll(async () => {
    cluster = await sharedCluster();
    const folder = join(__dirname, "..", "..", "runtime", "providers", "kubernetes");
    plugin = spawn(process.execPath, ["index.js"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: plugin.stdout! });
    const [port] = (await once(lines, "line")) as [string];
    provider = new GrpcProvider(`127.0.0.1:${port}`);
  });
  afterAll(async () => {
    await provider?.close();
    if (plugin && plugin.exitCode === null) {
      plugin.kill("SIGTERM");
      await once(plugin, "exit");
    }
    await cluster?.stop();
  });

  test("creates an object, keeps its secrets and deletes it over gRPC", async () => {
    expect((await provider.getPluginInfo()).version).toBe("4.34.2");
    await provider.configure({
      args: { kubeconfig: new Secret(cluster.kubeconfig) },
      id: "an-id",
      urn: "urn:p",
    });
    const type = "kubernetes:core/v1:Secret";
    const identity = { urn: `urn:pulumi:dev::p::${type}::s`, name: "s", type };
    const news = { apiVersion: "v1", kind: "Secret", stringData: { password: new Secret("hunter2") } };
    const { inputs, failures } = await provider.check({ ...identity, news, randomSeed: randomBytes(32) });
    expect(failures).toEqual([]);
    const created = await provider.create({ ...identity, properties: inputs, timeout: 0, preview: false });
    expect(created.id).toMatch(/^default\/s-[0-9a-f]{8}$/);
    expect(created.properties.data).toEqual(new Secret({ password: "aHVudGVyMg==" }));
    await provider.delete({
      ...identity,
      id: created.id,
      oldInputs: inputs,
      properties: created.properties,
      timeout: 0,
    });
    const secrets = { path: "/api/v1/namespaces/default/secrets", apiVersion: "v1", kind: "Secret" };
    await expect(cluster.client.get(secrets, created.id.split("/")[1]!)).rejects.toMatchObject({ code: 404 });
  });
});
