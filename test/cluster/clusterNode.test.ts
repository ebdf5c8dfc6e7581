import { at, type KubernetesObject, nameOf, textAt } from "../../lib/clients/kubernetes/object";
import { until } from "../../lib/until";
import { TestResource } from "../support/testResource";
import { createSimulatedNode, startCluster, type TestCluster } from "../kubernetes/cluster";

const NODES = { path: "/api/v1/nodes", apiVersion: "v1", kind: "Node" };
const PODS = { path: "/api/v1/namespaces/default/pods", apiVersion: "v1", kind: "Pod" };
const DEPLOYMENTS = {
  path: "/apis/apps/v1/namespaces/default/deployments",
  apiVersion: "apps/v1",
  kind: "Deployment",
};
const BUDGETS = {
  path: "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
};
const as = { fieldManager: "test" };

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: 1 });
});
afterAll(() => cluster.stop());

const node = (name: string) => cluster.client.get(NODES, name);
const cordoned = async (name: string) => at(await node(name), "spec", "unschedulable") === true;
const resource = (type: "ClusterNode" | "NodeDrain" | "NodesReady") =>
  new TestResource(`local:index:${type}`, "/");
const pods = async () => (await cluster.client.list(PODS)).items;
/** The node of each running pod that is not being deleted. */
const placed = async () =>
  (await pods())
    .filter((pod) => textAt(pod, "metadata", "deletionTimestamp") === undefined)
    .map((pod) =>
      textAt(pod, "status", "phase") === "Running" ? textAt(pod, "spec", "nodeName") : undefined,
    );

async function deploy(replicas: number): Promise<void> {
  const labels = { app: "web" };
  await cluster.client.apply(
    DEPLOYMENTS,
    "web",
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "default" },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "web" }] } },
      },
    },
    as,
  );
}
const eventually = (nodes: (string | undefined)[]) =>
  until(async () => ((await placed()).sort().join() === nodes.join() ? true : undefined), {
    timeoutMs: 120_000,
  });

test("waits until nodes have joined and are ready", async () => {
  const waiting = resource("NodesReady");
  await resource("NodesReady").up({ kubeconfig: cluster.kubeconfig, names: ["node-0"] });
  const inputs = { kubeconfig: cluster.kubeconfig, names: ["node-0", "agent-0"] };
  await expect(waiting.up({ ...inputs, readySeconds: 0.2, diagnosis: "docker logs x" })).rejects.toThrow(
    "the cluster's nodes are not ready after 0.2 s: agent-0 has not joined; see docker logs x",
  );
  const ready = waiting.up(inputs);
  await createSimulatedNode(cluster.client, "agent-0");
  expect(await ready).toBe("create");
  expect(await waiting.up(inputs)).toBe("same");
});

test("the next up finds and waits for a node that is no longer ready", async () => {
  const waiting = resource("NodesReady");
  const inputs = { kubeconfig: cluster.kubeconfig, names: ["node-0"] };
  await waiting.up(inputs);
  await cluster.client.delete(NODES, "node-0", { propagationPolicy: "Background" });
  const back = waiting.up(inputs);
  const progress = "info: waiting for the node: node-0 has not joined";
  await until(() => (waiting.messages.includes(progress) ? true : undefined), { timeoutMs: 10_000 });
  await createSimulatedNode(cluster.client, "node-0");
  expect(await back).toBe("update");
  expect(await waiting.up(inputs)).toBe("same");
});

test("drains a node before its replacement, and uncordons it after its next heartbeat", async () => {
  const inputs = { kubeconfig: cluster.kubeconfig, name: "agent-0" };
  const drain = resource("NodeDrain");
  const joined = resource("ClusterNode");
  await drain.up({ ...inputs, cause: "one" });
  await joined.up({ ...inputs, instance: "a" });
  await deploy(4);
  await until(async () => ((await placed()).includes("agent-0") ? true : undefined), { timeoutMs: 30_000 });
  expect(await drain.up({ ...inputs, cause: "two" })).toBe("update");
  expect(await cordoned("agent-0")).toBe(true);
  expect((await pods()).filter((pod) => textAt(pod, "spec", "nodeName") === "agent-0")).toEqual([]);
  await eventually(["node-0", "node-0", "node-0", "node-0"]);
  expect(await joined.up({ ...inputs, instance: "b" })).toBe("update");
  expect(await cordoned("agent-0")).toBe(false);
});

test("names pods that cannot be evicted, with the reason", async () => {
  await cluster.client.apply(
    BUDGETS,
    "web",
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web", namespace: "default" },
      spec: { maxUnavailable: 0, selector: { matchLabels: { app: "web" } } },
    },
    as,
  );
  // Until a controller has observed the budget, the server gives another reason.
  const observed = async () => at(await cluster.client.get(BUDGETS, "web"), "status", "observedGeneration");
  expect(await until(observed, { timeoutMs: 120_000 })).toBe(1);
  const drain = resource("NodeDrain");
  const inputs = { kubeconfig: cluster.kubeconfig, name: "node-0", drainSeconds: 1 };
  await drain.up({ ...inputs, cause: "one" });
  await expect(drain.up({ ...inputs, cause: "two" })).rejects.toThrow(
    /the node node-0 still has pods after 1 s: default\/web-\S+, .* \(Cannot evict pod as it would violate the pod's disruption budget\.\); end them/,
  );
  await cluster.client.delete(BUDGETS, "web", { propagationPolicy: "Background" });
});

test("deletion drains a node and deletes its Node object", async () => {
  await cluster.client.jsonPatch(NODES, "node-0", [{ op: "add", path: "/spec/unschedulable", value: false }]);
  const departing = resource("ClusterNode");
  await departing.up({ kubeconfig: cluster.kubeconfig, name: "agent-0", instance: "b" });
  await departing.destroy();
  const names = (await cluster.client.list(NODES)).items.map((item: KubernetesObject) => nameOf(item));
  expect(names).toEqual(["node-0"]);
  await eventually(["node-0", "node-0", "node-0", "node-0"]);
});

test("cordons the last schedulable node and leaves its pods", async () => {
  const drain = resource("NodeDrain");
  const inputs = { kubeconfig: cluster.kubeconfig, name: "node-0" };
  await drain.up({ ...inputs, cause: "one" });
  await drain.up({ ...inputs, cause: "two" });
  expect(await cordoned("node-0")).toBe(true);
  expect(await placed()).toEqual(["node-0", "node-0", "node-0", "node-0"]);
});

test("ignores a node that has never joined, in a drain and a deletion", async () => {
  const inputs = { kubeconfig: cluster.kubeconfig, name: "nobody" };
  const drain = resource("NodeDrain");
  await drain.up({ ...inputs, cause: "one" });
  expect(await drain.up({ ...inputs, cause: "two" })).toBe("update");
  const node = resource("ClusterNode");
  await node.up({ ...inputs, instance: "a" });
  await node.destroy();
});

test("an unreachable cluster blocks neither a replacement nor a deletion", async () => {
  const kubeconfig = cluster.kubeconfig.replace(/https:\/\/127\.0\.0\.1:\d+/, "https://127.0.0.1:1");
  const drain = resource("NodeDrain");
  await drain.up({ kubeconfig, name: "unreachable", cause: "one" });
  await drain.up({ kubeconfig, name: "unreachable", cause: "two" });
  expect(drain.messages).toEqual([
    expect.stringMatching(/^warning: the node unreachable is not drained: .*unreachable/),
  ]);
  const node = resource("ClusterNode");
  node.state = { id: "unreachable", inputs: { kubeconfig, name: "unreachable", instance: "" }, outputs: {} };
  await expect(node.destroy()).rejects.toThrow(
    /cannot remove the node unreachable from the cluster: .*unreachable/,
  );
});
