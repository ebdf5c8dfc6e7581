import { request } from "undici";
import { ApiClient } from "../../lib/clients/kubernetes/apiClient";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { nameOf } from "../../lib/clients/kubernetes/object";
import { TestResource } from "../support/testResource";
import { startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";
import { TestRancher } from "./fakeServer";
import { upstreamOf } from "./upstream";

describeCluster("the Kubernetes of an environment", () => {
  let cluster: TestCluster;
  let rancher: TestRancher;
  const newResource = (type: string) => new TestResource(`local:index:${type}`, "/");

  beforeAll(async () => (cluster = await startCluster()));
  afterAll(() => cluster?.stop());
  beforeEach(async () => (rancher = await TestRancher.start({ upstream: upstreamOf(cluster) })));
  afterEach(() => rancher.stop());

  /** Everything up to the hosts; a host comes on demand. */
  async function environment() {
    const server = rancher.admin;
    await newResource("RancherAccessControl").up({ server });
    const key = newResource("RancherApiKey");
    await key.up({ server, name: "kubectl" });
    const env = newResource("RancherEnvironment");
    await env.up({ server, name: "kubernetes", template: "Kubernetes", owner: "this test" });
    const environmentId = env.outputs.environmentId as string;
    const registration = newResource("RancherRegistration");
    await registration.up({ server, environmentId, name: "it" });
    const { accessKey, secretKey } = key.outputs as { accessKey: string; secretKey: string };
    return {
      inputs: {
        server,
        environmentId,
        environmentName: "kubernetes",
        accessKey,
        secretKey,
        timeoutSeconds: 20,
      },
      addHost: () =>
        rancher.addHost(registration.outputs.registrationUrl as string, { hostname: "a", labels: {} }),
    };
  }

  test("waits until a host runs it; its kubeconfig works, also for watches", async () => {
    const { inputs, addHost } = await environment();
    const resource = newResource("RancherKubernetes");
    const [how] = await Promise.all([resource.up(inputs), addHost()]);
    expect(how).toBe("create");
    expect(resource.messages.join("\n")).toContain(
      "waiting: the stack kubernetes is active, its health is unhealthy",
    );
    expect(resource.outputs.version).toMatch(/^v1\.\d+/);

    const kubeconfig = resource.outputs.kubeconfig as string;
    const client = new ApiClient(resolveConnection({ kubeconfig }), { backOff: [] });
    const place = { path: "/api/v1/namespaces/default/configmaps", apiVersion: "v1", kind: "ConfigMap" };
    await client.post(
      place,
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "here" }, data: { a: "b" } },
      { fieldManager: "test" },
    );
    const found = await client.get(place, "here");
    expect((found as unknown as { data: unknown }).data).toEqual({ a: "b" });
    const watching = new AbortController();
    for await (const { type, object } of client.watch(
      place,
      { fieldSelector: "metadata.name=here" },
      watching.signal,
    )) {
      expect(`${type} ${nameOf(object)}`).toBe("ADDED here");
      watching.abort();
      break;
    }
    client.close();

    expect(await resource.up(inputs)).toBe("same");
    expect(await resource.refresh()).toBe(true);
    await resource.destroy();
  });

  test("without a host it fails and reports what is missing", async () => {
    const { inputs } = await environment();
    await expect(newResource("RancherKubernetes").up({ ...inputs, timeoutSeconds: 1 })).rejects.toThrow(
      "the stack kubernetes is active, its health is unhealthy after 1 s",
    );
  });

  test("the server rejects an unknown key", async () => {
    const { inputs, addHost } = await environment();
    await addHost();
    await expect(
      newResource("RancherKubernetes").up({ ...inputs, secretKey: "another", timeoutSeconds: 3 }),
    ).rejects.toThrow(/it does not accept the API key: 401\) after 3 s/);
    const url = `${rancher.url}/r/projects/${inputs.environmentId}/kubernetes:6443/version`;
    expect((await request(url)).statusCode).toBe(401);
  });
});
