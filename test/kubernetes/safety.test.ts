import { createProvider } from "../../runtime/providers/kubernetes/provider";
import type { ApiClient, Collection } from "../../lib/clients/kubernetes/apiClient";
import { UNKNOWN, type PropertyMap } from "../../runtime/protocol/values";
import { freePort, type TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { startProxy } from "./proxy";
import { Stack } from "./resources";
import { sharedCluster } from "./sharedCluster";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const POD = "kubernetes:core/v1:Pod";
const configMap = (name: string, data: PropertyMap, metadata: PropertyMap = {}): PropertyMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data,
});
const pod = (name: string, spec: PropertyMap): PropertyMap => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec,
});
const containers = [{ name: "c", image: "docker.io/mesh/busybox:1" }];
const configMaps: Collection = {
  path: "/api/v1/namespaces/default/configmaps",
  apiVersion: "v1",
  kind: "ConfigMap",
};
const pods: Collection = { path: "/api/v1/namespaces/default/pods", apiVersion: "v1", kind: "Pod" };

describeCluster("objects of others, lost answers and broken connections", () => {
  let cluster: TestCluster;
  let client: ApiClient;
  const stacks: Stack[] = [];
  const newStack = async (args: PropertyMap = {}, id?: string) => {
    const stack = new Stack(createProvider);
    stacks.push(stack);
    return stack.configure({ kubeconfig: cluster.kubeconfig, enableConfigMapMutable: "true", ...args }, id);
  };

  beforeAll(async () => {
    cluster = await sharedCluster();
    client = cluster.client;
  });
  afterAll(async () => {
    await Promise.all(stacks.map((stack) => stack.provider.close()));
    await cluster?.stop();
  });

  test("does not change an existing object", async () => {
    const stack = await newStack();
    await expect(
      stack.create(CONFIG_MAP, "taken", configMap("kube-root-ca.crt", { mine: "yes" })),
    ).rejects.toThrow(
      'resource "urn:pulumi:dev::test::kubernetes:core/v1:ConfigMap::taken" was not successfully created by the Kubernetes ' +
        'API server: configmaps "kube-root-ca.crt" already exists\n',
    );
    expect(stack.messages("taken")).toContain(
      'Retry #0; creation failed: configmaps "kube-root-ca.crt" already exists',
    );
    expect((await client.get(configMaps, "kube-root-ca.crt")).data).not.toHaveProperty("mine");
  });

  test("upsertExistingObjects adopts an existing object", async () => {
    await client.post(configMaps, configMap("theirs", { a: "1" }), { fieldManager: "other" });
    const stack = await newStack({ upsertExistingObjects: true });
    await stack.create(CONFIG_MAP, "theirs", configMap("theirs", { b: "2" }));
    expect((await client.get(configMaps, "theirs")).data).toEqual({ a: "1", b: "2" });
  });

  test("a preview with upsertExistingObjects shows the adopted object, and fails where the adoption would", async () => {
    await client.post(configMaps, configMap("previewed", { a: "1" }), { fieldManager: "other" });
    const stack = await newStack({ upsertExistingObjects: true });
    const preview = async (data: PropertyMap) => {
      const properties = await stack.check(CONFIG_MAP, "previewed", configMap("previewed", data));
      const identity = stack.identity(CONFIG_MAP, "previewed");
      return stack.provider.create({ ...identity, properties, timeout: 0, preview: true });
    };
    expect((await preview({ b: "2" })).properties).toMatchObject({ data: { a: "1", b: "2" } });
    expect(stack.messages("previewed").join()).not.toContain("failed");
    expect((await client.get(configMaps, "previewed")).data).toEqual({ a: "1" });
    const conflict = /conflict with "other"/;
    await expect(preview({ a: "2" })).rejects.toThrow(conflict);
    await expect(stack.create(CONFIG_MAP, "previewed", configMap("previewed", { a: "2" }))).rejects.toThrow(
      conflict,
    );
  });

  test("only the same stack adopts its object whose creation was not recorded", async () => {
    const first = await newStack();
    await first.create(CONFIG_MAP, "lost", configMap("lost", { a: "1" }));
    const { uid } = (await client.get(configMaps, "lost")).metadata as PropertyMap;

    const stranger = await newStack({}, "another-provider-id");
    await expect(stranger.create(CONFIG_MAP, "lost", configMap("lost", { a: "2" }))).rejects.toThrow(
      /already exists/,
    );

    // As after a kill of the engine: a new process of the same stack, without the object in its state.
    const again = await newStack();
    const properties = await again.check(CONFIG_MAP, "lost", configMap("lost", { c: "3" }));
    const identity = again.identity(CONFIG_MAP, "lost");
    await again.provider.create({ ...identity, properties, timeout: 0, preview: true });
    await again.create(CONFIG_MAP, "lost", configMap("lost", { c: "3" }));
    expect(again.messages("lost").join()).not.toContain("failed");
    expect(await client.get(configMaps, "lost")).toMatchObject({ data: { c: "3" }, metadata: { uid } });
  });

  test.each([
    ["Namespace", "v1", "bare", "/api/v1/namespaces"],
    ["ServiceAccount", "v1", "bare", "/api/v1/namespaces/default/serviceaccounts"],
  ])(
    "adopts a %s that contains only a name after an unrecorded creation, even with a recreated provider",
    async (kind, apiVersion, name, path) => {
      const type = `kubernetes:core/v1:${kind}`;
      const inputs = { apiVersion, kind, metadata: { name } };
      const first = await newStack({ clusterIdentifier: "mine" });
      await first.create(type, name, inputs);
      const { uid } = (await client.get({ path, apiVersion, kind }, name)).metadata as PropertyMap;
      await expect((await newStack()).create(type, name, inputs)).rejects.toThrow(/already exists/);
      const again = await newStack({ clusterIdentifier: "mine" }, "another-provider-id");
      await again.create(type, name, inputs);
      expect(await client.get({ path, apiVersion, kind }, name)).toMatchObject({ metadata: { uid } });
      expect((await again.diff(type, name, inputs)).changes).toBe("none");
    },
  );

  test("adopts a Service with its own NodePort after an unrecorded creation", async () => {
    const type = "kubernetes:core/v1:Service";
    const inputs = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "ported" },
      spec: { type: "NodePort", ports: [{ port: 80, nodePort: 30050 }] },
    };
    const services = { path: "/api/v1/namespaces/default/services", apiVersion: "v1", kind: "Service" };
    await (await newStack()).create(type, "ported", inputs);
    const { uid } = (await client.get(services, "ported")).metadata as PropertyMap;
    await (await newStack()).create(type, "ported", inputs);
    expect(await client.get(services, "ported")).toMatchObject({ metadata: { uid } });
  });

  test("a replacement does not adopt the object that it replaces", async () => {
    const stack = await newStack();
    await stack.create(CONFIG_MAP, "replaced", configMap("replaced", { a: "1" }));
    const next = await newStack();
    next.states.set("replaced", stack.state("replaced"));
    await next.diff(CONFIG_MAP, "replaced", configMap("replaced", { a: "2" }));
    next.states.delete("replaced");
    await expect(next.create(CONFIG_MAP, "replaced", configMap("replaced", { a: "2" }))).rejects.toThrow(
      /already exists/,
    );
  });

  test("of two stacks that create the same object at once, one succeeds and the other fails", async () => {
    const [one, two] = [await newStack({}, "provider-one"), await newStack({}, "provider-two")];
    const results = await Promise.allSettled([
      one.create(CONFIG_MAP, "raced", configMap("raced", { by: "one" })),
      two.create(CONFIG_MAP, "raced", configMap("raced", { by: "two" })),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const winner = results[0].status === "fulfilled" ? "one" : "two";
    expect((await client.get(configMaps, "raced")).data).toEqual({ by: winner });
  });

  test("a field of another manager is a conflict that names the manager; patchForce takes ownership", async () => {
    const stack = await newStack();
    await stack.create(CONFIG_MAP, "shared", configMap("shared", { a: "1" }));
    await client.apply(configMaps, "shared", configMap("shared", { a: "theirs" }), {
      fieldManager: "other",
      force: true,
    });
    const changed = configMap("shared", { a: "2" });
    await expect(stack.update(CONFIG_MAP, "shared", changed)).rejects.toThrow(
      /conflict with "other"[^]*patchForce/,
    );
    const forced = configMap("shared", { a: "2" }, { annotations: { "pulumi.com/patchForce": "true" } });
    await stack.update(CONFIG_MAP, "shared", forced);
    expect((await client.get(configMaps, "shared")).data).toEqual({ a: "2" });
  });

  test("deletes removed inputs, even of an object from a plain create", async () => {
    await client.post(configMaps, configMap("plain", { a: "1", b: "2" }), {
      fieldManager: "pulumi-kubernetes",
    });
    const stack = await newStack();
    const live = await client.get(configMaps, "plain");
    const inputs = configMap("plain", { a: "1", b: "2" }, { namespace: "default" });
    const outputs = {
      ...live,
      __inputs: inputs,
      __initialApiVersion: "v1",
      __fieldManager: "pulumi-kubernetes-12345678",
    };
    stack.states.set("plain", { id: "default/plain", inputs, outputs });
    await stack.update(CONFIG_MAP, "plain", configMap("plain", { a: "1" }));
    expect((await client.get(configMaps, "plain")).data).toEqual({ a: "1" });
  });

  test("keeps a name that the server generated and deletes removed inputs", async () => {
    const stack = await newStack();
    const generated = (data: PropertyMap) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { generateName: "gen-" },
      data,
    });
    const { id } = await stack.create(CONFIG_MAP, "generated", generated({ a: "1", b: "2" }));
    expect(id).toMatch(/^default\/gen-\w{5}$/);
    expect(await stack.diff(CONFIG_MAP, "generated", generated({ a: "1" }))).toMatchObject({
      replaces: [],
      deleteBeforeReplace: false,
    });
    await stack.update(CONFIG_MAP, "generated", generated({ a: "1" }));
    expect((await client.get(configMaps, id.split("/")[1]!)).data).toEqual({ a: "1" });
  });

  test("leaves an ignored property to its owner", async () => {
    const stack = await newStack();
    const type = "kubernetes:apps/v1:Deployment";
    const deployment = (replicas: number, label: string) => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "scaled", labels: { label }, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        replicas,
        selector: { matchLabels: { app: "s" } },
        template: { metadata: { labels: { app: "s" } }, spec: { containers } },
      },
    });
    const state = await stack.create(type, "scaled", deployment(1, "a"));
    const deployments = {
      path: "/apis/apps/v1/namespaces/default/deployments",
      apiVersion: "apps/v1",
      kind: "Deployment",
    };
    const scaled = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "scaled" },
      spec: { replicas: 3 },
    };
    await client.apply(deployments, "scaled", scaled, { fieldManager: "autoscaler", force: true });
    await stack.provider.update({
      ...stack.identity(type, "scaled"),
      id: state.id,
      oldInputs: state.inputs,
      oldOutputs: state.outputs,
      news: await stack.check(type, "scaled", deployment(1, "b")),
      ignoreChanges: ["spec.replicas"],
      timeout: 0,
      preview: false,
    });
    expect(await client.get(deployments, "scaled")).toMatchObject({
      metadata: { labels: { label: "b" } },
      spec: { replicas: 3 },
    });
  });

  test("shows the server's warnings", async () => {
    const stack = await newStack();
    const endpoints = { apiVersion: "v1", kind: "Endpoints", metadata: { name: "old" }, subsets: [] };
    await stack.create("kubernetes:core/v1:Endpoints", "old", endpoints);
    expect(stack.messages("old").join()).toMatch(/v1 Endpoints is deprecated/);
  });

  test("does not delete an object that another client has recreated", async () => {
    const stack = await newStack();
    await stack.create(CONFIG_MAP, "remade", configMap("remade", { a: "1" }));
    await client.delete(configMaps, "remade", { propagationPolicy: "Background" });
    await client.post(configMaps, configMap("remade", { theirs: "1" }), { fieldManager: "other" });
    await stack.delete(CONFIG_MAP, "remade");
    expect((await client.get(configMaps, "remade")).data).toEqual({ theirs: "1" });
    expect(stack.messages("remade").join()).toContain("the new one is kept");
  });

  test("reports the server's validation errors, also in a preview", async () => {
    const stack = await newStack();
    const wrong = pod("Not A Name", { containers: [] });
    const said =
      /^resource "urn:pulumi:dev::test::kubernetes:core\/v1:Pod::bad" was not successfully created by the Kubernetes API server: Pod "Not A Name" is invalid: \[?metadata.name: Invalid value/;
    await expect(stack.create(POD, "bad", wrong)).rejects.toThrow(said);
    const inputs = await stack.check(POD, "bad", wrong);
    const request = { ...stack.identity(POD, "bad"), properties: inputs, timeout: 0, preview: true };
    await expect(stack.provider.create(request)).rejects.toThrow(said);
  });

  test("previews the server's result and creates nothing", async () => {
    const stack = await newStack();
    const preview = async (type: string, inputs: PropertyMap) => {
      const properties = await stack.check(type, "previewed", inputs);
      return stack.provider.create({
        ...stack.identity(type, "previewed"),
        properties,
        timeout: 0,
        preview: true,
      });
    };
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "svc" },
      spec: { ports: [{ port: 80 }] },
    };
    const created = await preview("kubernetes:core/v1:Service", service);
    expect(created.id).toBe("");
    expect(created.properties).toMatchObject({
      spec: { type: "ClusterIP", clusterIP: UNKNOWN },
      metadata: { uid: UNKNOWN },
    });
    expect(created.properties).not.toHaveProperty("status");
    const inAbsent = await preview(CONFIG_MAP, configMap("a", { a: "1" }, { namespace: "not-there-yet" }));
    expect(inAbsent.properties).not.toHaveProperty("__inputs");
    const unknown = await preview(CONFIG_MAP, configMap("a", { a: UNKNOWN }));
    expect(unknown.properties).toMatchObject({ data: { a: UNKNOWN } });
    const ofNoKind = await preview("kubernetes:absent.example.com/v1:Thing", {
      apiVersion: "absent.example.com/v1",
      kind: "Thing",
      metadata: { name: "t" },
    });
    expect(ofNoKind.properties).toMatchObject({ kind: "Thing" });
  });

  test("a wait survives broken connections", async () => {
    const proxy = await startProxy(cluster.port);
    const stack = await newStack({
      kubeconfig: cluster.kubeconfig.replace(`:${cluster.port}`, `:${proxy.port}`),
    });
    const wait = stack.create(
      POD,
      "patient",
      pod("patient", { containers, schedulingGates: [{ name: "example.com/gate" }] }),
    );
    while (!stack.messages("patient").some((text) => text.startsWith("Waiting for Pod")))
      await new Promise(setImmediate);
    proxy.cut();
    await client.jsonPatch(pods, "patient", [{ op: "remove", path: "/spec/schedulingGates" }]);
    expect((await wait).outputs).toMatchObject({ status: { phase: "Running" } });
    await proxy.close();
  });

  test("names an unreachable cluster without its credentials", async () => {
    const port = await freePort();
    const stack = await newStack({ kubeconfig: cluster.kubeconfig.replace(`:${cluster.port}`, `:${port}`) });
    const failure = stack.create(CONFIG_MAP, "far", configMap("far", {}));
    await expect(failure).rejects.toThrow(
      new RegExp(`^configured Kubernetes cluster is unreachable: connect ECONNREFUSED 127.0.0.1:${port}`),
    );
    stack.states.set("far", {
      id: "default/far",
      inputs: configMap("far", {}),
      outputs: { ...configMap("far", {}) },
    });
    await expect(stack.refresh(CONFIG_MAP, "far")).rejects.toThrow(
      /^failed to read resource state due to unreachable cluster/,
    );
    await expect(stack.delete(CONFIG_MAP, "far")).rejects.toThrow(/PULUMI_K8S_DELETE_UNREACHABLE/);
    const forgetful = await newStack({
      kubeconfig: cluster.kubeconfig.replace(`:${cluster.port}`, `:${port}`),
      deleteUnreachable: true,
    });
    forgetful.states.set("far", stack.state("far"));
    expect(await forgetful.refresh(CONFIG_MAP, "far")).toBeUndefined();
  });
});
