import type { ApiClient, Collection } from "../../lib/clients/kubernetes/apiClient";
import { createProvider } from "../../runtime/providers/kubernetes/provider";
import { InitializationError } from "../../runtime/protocol/provider";
import type { PropertyMap } from "../../runtime/protocol/values";
import { freePort, type TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { Stack } from "./resources";
import { sharedCluster } from "./sharedCluster";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const configMap = (name: string, data: PropertyMap, metadata: PropertyMap = {}): PropertyMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data,
});
const claim = (storage: string, more: PropertyMap = {}): PropertyMap => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "claim", annotations: { "pulumi.com/skipAwait": "true" } },
  spec: {
    accessModes: ["ReadWriteOnce"],
    storageClassName: "manual",
    volumeName: "none",
    resources: { requests: { storage } },
    ...more,
  },
});
const configMaps: Collection = {
  path: "/api/v1/namespaces/default/configmaps",
  apiVersion: "v1",
  kind: "ConfigMap",
};

describeCluster("rules of the official Kubernetes provider", () => {
  let cluster: TestCluster;
  let client: ApiClient;
  const stacks: Stack[] = [];
  const newStack = async (args: PropertyMap = {}) => {
    const stack = new Stack(createProvider);
    stacks.push(stack);
    return stack.configure({ kubeconfig: cluster.kubeconfig, enableConfigMapMutable: "true", ...args });
  };

  beforeAll(async () => {
    cluster = await sharedCluster();
    client = cluster.client;
  });
  afterAll(async () => {
    await Promise.all(stacks.map((stack) => stack.provider.close()));
    await cluster?.stop();
  });

  describe.each([
    ["kubectl patch", { fieldManager: "kubectl-patch" }, "patch"],
    ["kubectl apply --server-side --force-conflicts", { fieldManager: "kubectl" }, "apply"],
    ["the objects of servers before server-side apply", { fieldManager: "before-first-apply" }, "patch"],
  ])("fields that %s set", (_, { fieldManager }, verb) => {
    const name = `taken-by-${fieldManager}`;
    const setBy = async (data: PropertyMap) => {
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
      if (verb === "apply")
        await client.apply(configMaps, name, object as never, { fieldManager, force: true });
      else await update(client, configMaps, name, data, fieldManager);
    };

    test("are taken over by an up, and a preview reports the conflict", async () => {
      const stack = await newStack();
      await stack.create(CONFIG_MAP, name, configMap(name, { foo: "bar" }));
      await setBy({ foo: "baz", theirs: "x" });
      const news = configMap(name, { foo: "qux" });
      await expect(stack.update(CONFIG_MAP, name, news, true)).rejects.toThrow(
        new RegExp(
          `update of resource ".*::${name}" failed: .*conflict.* "${fieldManager}[^]*--skip-preview`,
        ),
      );
      await stack.update(CONFIG_MAP, name, news);
      expect((await client.get(configMaps, name)).data).toEqual({ foo: "qux" });
      expect((await stack.diff(CONFIG_MAP, name, news)).changes).toBe("none");
      await stack.update(CONFIG_MAP, name, configMap(name, { foo: "next" }), true);
    });
  });

  test("a preview fails where the up would: with a conflict with another manager", async () => {
    const stack = await newStack();
    await stack.create(CONFIG_MAP, "others", configMap("others", { a: "1" }));
    const theirs = configMap("others", { a: "2" }) as never;
    await client.apply(configMaps, "others", theirs, { fieldManager: "other", force: true });
    const news = configMap("others", { a: "3" });
    await expect(stack.update(CONFIG_MAP, "others", news, true)).rejects.toThrow(/conflict with "other"/);
    await expect(stack.update(CONFIG_MAP, "others", news)).rejects.toThrow(/conflict with "other"/);
    const forced = configMap("others", { a: "3" }, { annotations: { "pulumi.com/patchForce": "true" } });
    await stack.update(CONFIG_MAP, "others", forced, true);
    await stack.update(CONFIG_MAP, "others", forced);
    expect((await client.get(configMaps, "others")).data).toEqual({ a: "3" });
  });

  test("a preview fails where the up would: when the object no longer exists", async () => {
    const stack = await newStack();
    await stack.create(CONFIG_MAP, "lost", configMap("lost", { a: "1" }));
    await client.delete(configMaps, "lost", { propagationPolicy: "Background" });
    const news = configMap("lost", { a: "2" });
    await expect(stack.update(CONFIG_MAP, "lost", news, true)).rejects.toThrow(/"lost" not found/);
    await expect(stack.update(CONFIG_MAP, "lost", news)).rejects.toThrow(
      /"lost" not found\n\nThe object was deleted outside of this stack. Run refresh, then up,/,
    );
  });

  describe("a resource that the program only reads", () => {
    const RULE = "kubernetes:rules.example.com/v1:Rule";
    const read = async (
      stack: Stack,
      type: string,
      id: string,
      state: { inputs: PropertyMap; properties: PropertyMap },
    ) => {
      const identity = { urn: `urn:pulumi:dev::test::${type}::read`, name: "read", type };
      const answer = await stack.provider.read({ ...identity, id, timeout: 0, ...state });
      return { inputs: answer.inputs!, properties: answer.properties };
    };

    test("has its fields as inputs, and after a refresh its type and name only", async () => {
      const stack = await newStack();
      await stack.create(CONFIG_MAP, "read", configMap("read", { a: "1" }, { labels: { b: "2" } }));
      const first = await read(stack, CONFIG_MAP, "default/read", { inputs: {}, properties: {} });
      expect(first.properties).toMatchObject({
        data: { a: "1" },
        __inputs: configMap("read", { a: "1" }, { namespace: "default", labels: { b: "2" } }),
      });
      const identity = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "read", namespace: "default" },
      };
      const refreshed = await read(stack, CONFIG_MAP, "default/read", { ...first, inputs: {} });
      expect(refreshed.inputs).toEqual(identity);
      expect(refreshed.properties).toEqual({ ...first.properties, __inputs: identity });
      expect(await read(stack, CONFIG_MAP, "default/read", refreshed)).toEqual(refreshed);
    });

    test("has its type and name as inputs if it is a custom resource, also after a refresh", async () => {
      const stack = await newStack();
      const schema = { type: "object", x_kubernetes_preserve_unknown_fields: true };
      const definition = await stack.create(
        "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
        "rules",
        {
          metadata: { name: "rules.rules.example.com" },
          spec: {
            group: "rules.example.com",
            scope: "Cluster",
            names: { kind: "Rule", plural: "rules" },
            versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
          },
        },
      );
      const schemaOf = (openAPIV3Schema: PropertyMap) => ({
        spec: { versions: [{ schema: { openAPIV3Schema } }] },
      });
      const dashed = schemaOf({ "x-kubernetes-preserve-unknown-fields": true });
      expect(definition.inputs).toMatchObject(dashed);
      expect(definition.outputs).toMatchObject({ ...schemaOf(schema), __inputs: schemaOf(schema) });
      const refreshed = await stack.refresh(
        "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
        "rules",
      );
      expect(refreshed?.inputs).toEqual(definition.inputs);

      const identity = { apiVersion: "rules.example.com/v1", kind: "Rule", metadata: { name: "one" } };
      await stack.create(RULE, "one", { ...identity, spec: { precedence: 1 } });
      const first = await read(stack, RULE, "one", { inputs: {}, properties: {} });
      expect(first.properties).toMatchObject({ spec: { precedence: 1 } });
      expect(first.properties.__inputs).toEqual(identity);
      const again = await read(stack, RULE, "one", { ...first, inputs: {} });
      expect(again).toEqual({ inputs: identity, properties: first.properties });
    });
  });

  test("drops read-only metadata of a manifest that kubectl exported", async () => {
    const stack = await newStack();
    const exported = configMap(
      "exported",
      { a: "b" },
      {
        creationTimestamp: "invalid",
        deletionGracePeriodSeconds: 0,
        deletionTimestamp: "invalid",
        generation: 3,
        managedFields: [],
        resourceVersion: "4815",
        uid: "1765e9d0-2086-43b9-a9d1-07acd95e61e0",
      },
    );
    const { inputs } = await stack.create(CONFIG_MAP, "exported", exported);
    expect(inputs.metadata).toEqual({ name: "exported", namespace: "default" });
    expect((await stack.diff(CONFIG_MAP, "exported", exported)).changes).toBe("none");
  });

  test("creates an object with an unknown field, without the field", async () => {
    const stack = await newStack();
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "misspelt", annotations: { "pulumi.com/skipAwait": "true" } },
      spec: { containers: [{ name: "c", image: "docker.io/mesh/busybox:1", comand: ["x"] }] },
    };
    const { inputs } = await stack.create("kubernetes:core/v1:Pod", "misspelt", pod);
    expect(inputs.spec).toEqual({ containers: [{ name: "c", image: "docker.io/mesh/busybox:1" }] });
  });

  describe("inputs in another form", () => {
    const labels = { app: "form" };
    const given: PropertyMap = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "form", annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            volumes: [],
            containers: [
              { name: "c", image: "nginx", resources: { limits: { memory: "1024Mi", cpu: "1000m" } } },
            ],
          },
        },
      },
    };
    const container = { name: "c", image: "nginx", resources: { limits: { memory: "1Gi", cpu: "1" } } };

    test("are stored as the official provider stores them", async () => {
      const stack = await newStack();
      const { inputs, outputs } = await stack.create(DEPLOYMENT, "form", given);
      const spec = {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      };
      expect(inputs.spec).toEqual(spec);
      expect((outputs.__inputs as PropertyMap).spec).toEqual(spec);
      await stack.delete(DEPLOYMENT, "form");
    });

    test("are no change for a state of an older version, whose inputs have the program's form", async () => {
      const stack = await newStack();
      const state = await stack.create(DEPLOYMENT, "form", given);
      const older = { ...given, metadata: { ...(given.metadata as PropertyMap), namespace: "default" } };
      stack.states.set("form", { ...state, inputs: older, outputs: { ...state.outputs, __inputs: older } });
      expect((await stack.diff(DEPLOYMENT, "form", given)).changes).toBe("none");
      const refreshed = await stack.refresh(DEPLOYMENT, "form");
      expect(refreshed!.inputs).toEqual(older);
    });
  });

  test("a change that the server forbids fails in preview and up; a claim is not replaced", async () => {
    const stack = await newStack();
    await stack.create(CLAIM, "claim", claim("1Gi"));
    const news = claim("2Gi");
    expect(await stack.diff(CLAIM, "claim", news)).toMatchObject({ changes: "some", replaces: [] });
    const refusal = /is immutable after creation[^]*set the resource option replaceOnChanges/;
    await expect(stack.update(CLAIM, "claim", news, true)).rejects.toThrow(refusal);
    await expect(stack.update(CLAIM, "claim", news)).rejects.toThrow(refusal);
  });

  test("a PriorityClass whose value changes is not replaced", async () => {
    const stack = await newStack();
    const type = "kubernetes:scheduling.k8s.io/v1:PriorityClass";
    const priority = (value: number) => ({
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: "priority" },
      value,
    });
    await stack.create(type, "priority", priority(1));
    expect((await stack.diff(type, "priority", priority(2))).replaces).toEqual([]);
    await expect(stack.update(type, "priority", priority(2), true)).rejects.toThrow(
      /may not be changed|immutable|forbidden/i,
    );
  });

  test("a generateName that is added to a generated name is an update in place", async () => {
    const stack = await newStack();
    const object = (metadata: PropertyMap) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata,
      data: { a: "1" },
    });
    const { id } = await stack.create(CONFIG_MAP, "autonamed", object({}));
    const news = object({ generateName: "prefix-" });
    expect(await stack.diff(CONFIG_MAP, "autonamed", news)).toMatchObject({ changes: "some", replaces: [] });
    const state = await stack.update(CONFIG_MAP, "autonamed", news);
    expect(state.id).toBe(id);
    expect(state.outputs.metadata).toMatchObject({
      name: id.split("/")[1],
      annotations: { "pulumi.com/autonamed": "true" },
    });
  });

  test("an update of an object whose name the server generated keeps generateName in the outputs", async () => {
    const stack = await newStack();
    const object = (data: PropertyMap) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { generateName: "served-" },
      data,
    });
    await stack.create(CONFIG_MAP, "served", object({ a: "1" }));
    const state = await stack.update(CONFIG_MAP, "served", object({ a: "2" }));
    expect(state.outputs.metadata).toMatchObject({ generateName: "served-" });
  });

  test("the error of an object that does not become ready lists all reasons", async () => {
    const stack = await newStack();
    const labels = { app: "unready" };
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "unready", annotations: { "pulumi.com/timeoutSeconds": "2" } },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { nodeSelector: { no: "where" }, containers: [{ name: "c", image: "nginx" }] },
        },
      },
    };
    const error = await stack.create(DEPLOYMENT, "unready", deployment).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InitializationError);
    expect((error as InitializationError).reasons).toEqual(
      expect.arrayContaining([
        expect.stringContaining("'unready' timed out waiting to be Ready"),
        "[MinimumReplicasUnavailable] Deployment does not have minimum availability.",
        "Minimum number of live Pods was not attained",
      ]),
    );
  });

  test("skipUpdateUnreachable keeps the state of changed resources, with a warning", async () => {
    const kubeconfig = cluster.kubeconfig.replace(`:${cluster.port}`, `:${await freePort()}`);
    const before = await newStack();
    const state = await before.create(CONFIG_MAP, "far", configMap("far", { a: "1" }));
    const stack = await newStack({ kubeconfig, skipUpdateUnreachable: "true" });
    stack.states.set("far", state);
    const news = configMap("far", { a: "2" });
    expect((await stack.diff(CONFIG_MAP, "far", news)).changes).toBe("none");
    expect(stack.messages("far")).toContain(
      "Cluster is unreachable but skipUpdateUnreachable flag is set to true, skipping...",
    );
    const reachable = await newStack({ skipUpdateUnreachable: "true" });
    reachable.states.set("far", state);
    expect((await reachable.diff(CONFIG_MAP, "far", news)).changes).toBe("some");
  });
});

/** A plain update by another client, whose manager the server records with the operation Update. */
async function update(
  client: ApiClient,
  collection: Collection,
  name: string,
  data: PropertyMap,
  fieldManager: string,
): Promise<void> {
  const patch = Object.entries(data).map(([key, value]) => ({ op: "add", path: `/data/${key}`, value }));
  await client.jsonPatch(collection, name, patch, { fieldManager });
}
