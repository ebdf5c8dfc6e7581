import { createProvider } from "../../runtime/providers/kubernetes/provider";
import { Secret, type PropertyMap } from "../../runtime/protocol/values";
import type { TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { Stack } from "./resources";
import { sharedCluster } from "./sharedCluster";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SECRET = "kubernetes:core/v1:Secret";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const namespace = "rec-basic";

const typed = (apiVersion: string, kind: string, rest: PropertyMap): PropertyMap => ({
  apiVersion,
  kind,
  ...rest,
});

/** The resources of the recorded program's first step. */
const program = (settingsName: string): Record<string, [type: string, inputs: PropertyMap]> => ({
  space: [NAMESPACE, typed("v1", "Namespace", { metadata: { name: namespace } })],
  settings: [
    CONFIG_MAP,
    typed("v1", "ConfigMap", {
      metadata: { namespace, labels: { step: "1" } },
      data: { a: "1", b: "2" },
    }),
  ],
  password: [
    SECRET,
    typed("v1", "Secret", {
      metadata: { namespace, name: "password" },
      stringData: { password: new Secret("hunter2") },
    }),
  ],
  app: [
    DEPLOYMENT,
    typed("apps/v1", "Deployment", {
      metadata: { namespace, name: "app" },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "app" } },
        template: {
          metadata: { labels: { app: "app", generation: "3" } },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [
              {
                name: "app",
                image: "docker.io/mesh/busybox:1",
                env: [{ name: "SETTINGS", value: settingsName }],
              },
            ],
          },
        },
      },
    }),
  ],
  web: [
    SERVICE,
    typed("v1", "Service", {
      metadata: { namespace, name: "web" },
      spec: {
        type: "NodePort",
        selector: { app: "app" },
        ports: [{ name: "http", port: 80, targetPort: 8080, nodePort: 30060 }],
      },
    }),
  ],
  extra: [CONFIG_MAP, typed("v1", "ConfigMap", { metadata: { namespace, name: "extra" }, data: {} })],
});

/** Behaviour that the recordings of the program (test/conformance/recordedKubernetesPrograms.test.ts) do not show. */
describeCluster("the recorded kubernetes-basic program, resource by resource", () => {
  let cluster: TestCluster;
  let stack: Stack;

  beforeAll(async () => {
    cluster = await sharedCluster();
    stack = await new Stack(createProvider).configure({ kubeconfig: new Secret(cluster.kubeconfig) });
    for (const name of ["space", "settings", "password", "extra", "app", "web"]) {
      const [type, inputs] = program(stack.states.has("settings") ? settingsName() : "")[name]!;
      await stack.create(type, name, inputs);
    }
  });
  afterAll(async () => {
    await stack?.provider.close();
    await cluster?.stop();
  });

  const settingsName = () => stack.states.get("settings")!.id.split("/")[1]!;
  const diff = (name: string) => {
    const [type, inputs] = program(settingsName())[name]!;
    return stack.diff(type, name, inputs);
  };

  test("detects no change in equal inputs, without a request", async () => {
    const fresh = await new Stack(createProvider).configure({
      kubeconfig: cluster.kubeconfig.replace(/:\d{4,5}$/m, ":1"),
    });
    for (const [name, state] of stack.states) fresh.states.set(name, state);
    for (const [name, [type, inputs]] of Object.entries(program(settingsName()))) {
      expect(await fresh.diff(type, name, inputs)).toMatchObject({
        changes: "none",
        replaces: [],
        detailedDiff: {},
      });
    }
    await fresh.provider.close();
  });

  test("refreshes unchanged, drifted and deleted objects", async () => {
    for (const [name, [type]] of Object.entries(program(""))) {
      const { inputs } = stack.state(name);
      expect((await stack.refresh(type, name))?.inputs).toEqual(inputs);
    }
    const configMaps = {
      path: `/api/v1/namespaces/${namespace}/configmaps`,
      apiVersion: "v1",
      kind: "ConfigMap",
    };
    await cluster.client.jsonPatch(configMaps, settingsName(), [
      { op: "replace", path: "/data/a", value: "drifted" },
    ]);
    expect((await stack.refresh(CONFIG_MAP, "settings"))?.inputs).toMatchObject({
      data: { a: "drifted", b: "2" },
    });
    expect(await diff("settings")).toMatchObject({
      detailedDiff: { "data.a": { kind: "update-replace" } },
    });
    await cluster.client.delete(configMaps, "extra", { propagationPolicy: "Background" });
    expect(await stack.refresh(CONFIG_MAP, "extra")).toBeUndefined();
  });

  test("imports an object by its id alone", async () => {
    const answer = await stack.provider.read({
      ...stack.identity(SERVICE, "imported"),
      id: `${namespace}/web`,
      properties: {},
      inputs: {},
      timeout: 0,
    });
    expect(answer.id).toBe(`${namespace}/web`);
    expect(answer.inputs).toMatchObject({ apiVersion: "v1", kind: "Service", metadata: { name: "web" } });
    expect(answer.inputs).not.toHaveProperty("status");
    expect(answer.inputs!.metadata).not.toHaveProperty("uid");
  });

  test("deletes all objects", async () => {
    for (const [name, [type]] of Object.entries(program("")).reverse()) {
      if (stack.states.has(name)) await stack.delete(type, name);
    }
    const namespaces = { path: "/api/v1/namespaces", apiVersion: "v1", kind: "Namespace" };
    await expect(cluster.client.get(namespaces, namespace)).rejects.toMatchObject({ code: 404 });
  });
});
