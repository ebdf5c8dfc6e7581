import { createProvider } from "../../runtime/providers/kubernetes/provider";
import type { PropertyMap } from "../../runtime/protocol/values";
import type { TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { Stack } from "./resources";
import { sharedCluster } from "./sharedCluster";

const SERVICE = "kubernetes:core/v1:Service";
const services = { path: "/api/v1/namespaces/default/services", apiVersion: "v1", kind: "Service" };
const service = (name: string, nodePort: number): PropertyMap => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { type: "NodePort", externalTrafficPolicy: "Local", ports: [{ port: 80, nodePort }] },
});

describeCluster("Services whose NodePorts change in one run", () => {
  let cluster: TestCluster;
  let stack: Stack;
  beforeAll(async () => {
    cluster = await sharedCluster();
    stack = await new Stack(createProvider).configure({ kubeconfig: cluster.kubeconfig });
  });
  afterAll(async () => {
    await stack?.provider.close();
    await cluster?.stop();
  });

  /** Updates Services at once, as an `up` does. */
  const updateAll = (ports: Record<string, number>) =>
    Promise.all(
      Object.entries(ports).map(([name, nodePort]) => stack.update(SERVICE, name, service(name, nodePort))),
    );
  const live = async (name: string) => (await cluster.client.get(services, name)).spec;
  const expected = (nodePort: number) =>
    expect.objectContaining({
      type: "NodePort",
      externalTrafficPolicy: "Local",
      ports: [expect.objectContaining({ nodePort })],
    });

  test("exchange their ports, pass them on, and keep their addresses", async () => {
    for (const [name, port] of Object.entries({ "swap-a": 30001, "swap-b": 30002, "swap-c": 30003 }))
      await stack.create(SERVICE, name, service(name, port));
    const { clusterIP } = (await live("swap-a")) as PropertyMap;
    await updateAll({ "swap-a": 30002, "swap-b": 30001 });
    await expect(live("swap-a")).resolves.toEqual(expected(30002));
    await expect(live("swap-b")).resolves.toEqual(expected(30001));

    // A cycle of three, then a chain whose first port only the last update frees.
    await updateAll({ "swap-a": 30001, "swap-b": 30003, "swap-c": 30002 });
    await updateAll({ "swap-a": 30003, "swap-b": 30002, "swap-c": 30004 });
    await expect(live("swap-a")).resolves.toEqual(expected(30003));
    await expect(live("swap-b")).resolves.toEqual(expected(30002));
    await expect(live("swap-c")).resolves.toEqual(expected(30004));
    expect(await live("swap-a")).toMatchObject({ clusterIP });
    expect((await stack.diff(SERVICE, "swap-a", service("swap-a", 30003))).changes).toBe("none");
  });

  test("a new Service gets the port that an update frees", async () => {
    await stack.create(SERVICE, "giver", service("giver", 30010));
    const created = stack.create(SERVICE, "taker", service("taker", 30010));
    await updateAll({ giver: 30011 });
    await created;
    await expect(live("taker")).resolves.toEqual(expected(30010));
  });

  test("name the holder of a port that does not become free, and keep their own port", async () => {
    await cluster.client.post(services, service("stranger", 30020), { fieldManager: "other" });
    await stack.create(SERVICE, "waiter", service("waiter", 30021));
    const advice =
      "nodePort: Invalid value: 30020: provided port is already allocated\n\n" +
      "NodePort 30020: found it on the Service default/stranger; expected a free port. ";
    await expect(updateAll({ waiter: 30020 })).rejects.toThrow(advice);
    await expect(live("waiter")).resolves.toEqual(expected(30021));
    await expect(stack.create(SERVICE, "late", service("late", 30020))).rejects.toThrow(advice);
  });

  test("say that no Service has a port that a failed creation reserved, which becomes free", async () => {
    // The storage rejects a Service of this size, after its port is allocated.
    const addresses = Array.from(
      { length: 150_000 },
      (_, i) => `100.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
    );
    const large = service("large", 30040);
    Object.assign(large.spec as object, { externalIPs: addresses });
    await expect(stack.create(SERVICE, "large", large)).rejects.toThrow("ResourceExhausted");
    const creation = () => stack.create(SERVICE, "small", service("small", 30040));
    await expect(creation()).rejects.toThrow(
      "NodePort 30040: found it reserved by the creation of a Service that did not complete; expected a free port. " +
        "The API server frees the port within 10 minutes.",
    );
    let isCreated = false;
    for (let attempt = 0; attempt < 10 && !isCreated; attempt++)
      isCreated = await creation().then(
        () => true,
        () => false,
      );
    await expect(live("small")).resolves.toEqual(expected(30040));
  });

  test("are previewed without an error for a port that another update may free", async () => {
    await stack.create(SERVICE, "first", service("first", 30030));
    await stack.create(SERVICE, "second", service("second", 30031));
    await expect(stack.update(SERVICE, "first", service("first", 30031), true)).resolves.toBeDefined();
  });
});
