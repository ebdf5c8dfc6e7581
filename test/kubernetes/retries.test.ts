import type { ProviderHost } from "../../runtime/protocol/provider";
import type { PropertyMap } from "../../runtime/protocol/values";
import { Cluster } from "../../runtime/providers/kubernetes/cluster";
import { parseProviderConfig } from "../../runtime/providers/kubernetes/config";
import { KnownObjects, type OperationContext } from "../../runtime/providers/kubernetes/operations/context";
import { create } from "../../runtime/providers/kubernetes/operations/create";
import { NodePortWaits } from "../../runtime/providers/kubernetes/operations/nodePortWaits";
import type { TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { sharedCluster } from "./sharedCluster";

const namespaces = { path: "/api/v1/namespaces", apiVersion: "v1", kind: "Namespace" };

describeCluster("a creation whose namespace or kind does not exist yet", () => {
  let server: TestCluster;
  let cluster: Cluster;
  beforeAll(async () => {
    server = await sharedCluster();
    cluster = Cluster.of(parseProviderConfig({ kubeconfig: server.kubeconfig }));
  });
  afterAll(async () => {
    cluster?.close();
    await server?.stop();
  });

  /** Creates an object; `onWait` runs at each wait, which takes no time. Returns the seconds of the waits. */
  async function attempt(object: PropertyMap, onWait: (waits: number) => Promise<unknown> | void) {
    const waits: number[] = [];
    const statuses: string[] = [];
    const log: ProviderHost["log"] = (_, message) => statuses.push(message);
    const context: OperationContext = {
      host: { rootDirectory: "/", log },
      config: parseProviderConfig({}),
      owner: "owner",
      cluster: () => cluster,
      known: new KnownObjects(),
      nodePorts: new NodePortWaits(),
      pause: async (milliseconds) => {
        waits.push(milliseconds / 1000);
        await onWait(waits.length);
      },
      isReachable: async () => true,
      signal: new AbortController().signal,
    };
    const identity = { urn: "urn:pulumi:dev::test::t::o", name: "o", type: "kubernetes:core/v1:ConfigMap" };
    const request = { ...identity, properties: object, timeout: 0, preview: false };
    const result = await create(context, request).then(
      ({ id }) => ({ id, error: undefined }),
      (error: Error) => ({ id: undefined, error: error.message }),
    );
    return { ...result, waits, statuses };
  }

  const configMap = (namespace: string): PropertyMap => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "c", namespace },
  });

  test("succeeds when the namespace appears after 15 s", async () => {
    const { id, waits, statuses } = await attempt(configMap("late"), async (count) => {
      if (count < 4) return;
      const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "late" } };
      await server.client.post(namespaces, namespace, { fieldManager: "test" });
    });
    expect(id).toBe("late/c");
    expect(waits).toEqual([1, 2, 4, 8]);
    expect(statuses).toContain('Retry #3; creation failed: namespaces "late" not found');
  });

  test("fails after 31 s without the namespace", async () => {
    const { error, waits } = await attempt(configMap("never"), () => undefined);
    expect(error).toMatch(
      /was not successfully created by the Kubernetes API server: namespaces "never" not found/,
    );
    expect(waits).toEqual([1, 2, 4, 8, 16]);
  });

  test("fails after 63 s without the kind", async () => {
    const thing = { apiVersion: "absent.example.com/v1", kind: "Thing", metadata: { name: "t" } };
    const { error, waits } = await attempt(thing, () => undefined);
    expect(error).toMatch(/Verify that any required CRDs have been created: no matches for kind "Thing"/);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32]);
  });

  test("fails at once when the object is invalid", async () => {
    const { error, waits } = await attempt({ ...configMap("default"), data: 7 }, () => undefined);
    expect(error).toBeDefined();
    expect(waits).toEqual([]);
  });
});
