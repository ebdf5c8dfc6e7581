import { createProvider } from "../../providers/kubernetes/provider";
import { Secret, type PropertyMap } from "../../protocol/values";
import { startCluster, type TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { Stack } from "./resources";

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

/** The resources of the recorded program, by its step. */
const program = (
  step: number,
  settingsName: string,
): Record<string, [type: string, inputs: PropertyMap]> => ({
  space: [NAMESPACE, typed("v1", "Namespace", { metadata: { name: namespace } })],
  settings: [
    CONFIG_MAP,
    typed("v1", "ConfigMap", {
      metadata: { namespace, labels: { step: String(step) } },
      data: step < 2 ? { a: "1", b: "2" } : { a: "1", c: "3" },
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
        replicas: step < 2 ? 1 : 2,
        selector: { matchLabels: step < 3 ? { app: "app" } : { app: "app", generation: "3" } },
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
        ports: [{ name: "http", port: 80, targetPort: 8080, nodePort: step < 2 ? 32100 : 32101 }],
      },
    }),
  ],
  extra: [CONFIG_MAP, typed("v1", "ConfigMap", { metadata: { namespace, name: "extra" }, data: {} })],
});

describeCluster("the recorded kubernetes-basic program, resource by resource", () => {
  let cluster: TestCluster;
  let stack: Stack;

  beforeAll(async () => {
    cluster = await startCluster();
    stack = await new Stack(createProvider).configure({ kubeconfig: new Secret(cluster.kubeconfig) });
  });
  afterAll(async () => {
    await stack?.provider.close();
    await cluster?.stop();
  });

  const settingsName = () => stack.states.get("settings")!.id.split("/")[1]!;
  const diff = (step: number, name: string) => {
    const [type, inputs] = program(step, settingsName())[name]!;
    return stack.diff(type, name, inputs);
  };

  test("creates", async () => {
    for (const name of ["space", "settings", "password", "extra", "app", "web"]) {
      const settings = stack.states.get("settings");
      const [type, inputs] = program(1, settings ? settingsName() : "")[name]!;
      await stack.create(type, name, inputs);
    }
    expect(stack.state("space").id).toBe(namespace);
    expect(stack.state("settings").id).toMatch(/^rec-basic\/settings-[0-9a-f]{8}$/);
    expect(stack.state("settings").inputs).toMatchObject({
      metadata: { annotations: { "pulumi.com/autonamed": "true" } },
    });
    expect(stack.state("extra").inputs).not.toHaveProperty("data");
    expect(stack.state("app").outputs).toMatchObject({ status: { readyReplicas: 1 } });
    expect(stack.state("web").outputs).toMatchObject({
      spec: { ports: [{ nodePort: 32100, protocol: "TCP" }] },
    });
    expect(stack.messages("app")).toContain("Deployment initialization complete");
    expect(stack.messages("web")).toContain("Service initialization complete");
  });

  test("keeps in the state what the official provider keeps", () => {
    const { inputs, outputs } = stack.state("password");
    expect(inputs).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "password", namespace },
      data: new Secret({ password: "aHVudGVyMg==" }),
    });
    expect(outputs.data).toEqual(new Secret({ password: "aHVudGVyMg==" }));
    expect(outputs.__inputs).toEqual(inputs);
    expect(outputs.__initialApiVersion).toBe("v1");
    expect(outputs.__fieldManager).toMatch(/^pulumi-kubernetes-[0-9a-f]{8}$/);
    expect(stack.state("app").outputs.__initialApiVersion).toBe("apps/v1");
    expect(JSON.stringify(stack.log)).not.toContain("hunter2");
  });

  test("sees no change in equal inputs, and makes no request to see it", async () => {
    const fresh = await new Stack(createProvider).configure({
      kubeconfig: cluster.kubeconfig.replace(/:\d{4,5}$/m, ":1"),
    });
    for (const [name, state] of stack.states) fresh.states.set(name, state);
    for (const [name, [type, inputs]] of Object.entries(program(1, settingsName()))) {
      expect(await fresh.diff(type, name, inputs)).toMatchObject({
        changes: "none",
        replaces: [],
        detailedDiff: {},
      });
    }
    await fresh.provider.close();
  });

  test("replaces an auto-named ConfigMap whose data change, and updates the others in place", async () => {
    const settings = await diff(2, "settings");
    expect(settings).toMatchObject({
      changes: "some",
      deleteBeforeReplace: false,
      detailedDiff: {
        "data.b": { kind: "delete-replace", inputDiff: true },
        "data.c": { kind: "add-replace", inputDiff: false },
        "metadata.labels.step": { kind: "update", inputDiff: false },
      },
    });
    expect(settings.replaces.sort()).toEqual(["data.b", "data.c"]);
    const old = stack.state("settings");
    stack.states.delete("settings");
    const [type, inputs] = program(2, "")["settings"]!;
    await stack.create(type, "settings", inputs);
    const replacement = stack.state("settings");
    expect(replacement.id).not.toBe(old.id);

    expect(await diff(2, "app")).toMatchObject({
      replaces: [],
      detailedDiff: {
        "spec.replicas": { kind: "update", inputDiff: false },
        "spec.template.spec.containers[0].env[0].value": { kind: "update", inputDiff: false },
      },
    });
    expect(await diff(2, "web")).toMatchObject({
      replaces: [],
      diffs: ["spec"],
      detailedDiff: { "spec.ports[0].nodePort": { kind: "update", inputDiff: false } },
    });
    for (const name of ["app", "web"]) {
      const [itsType, itsInputs] = program(2, settingsName())[name]!;
      await stack.update(itsType, name, itsInputs);
    }
    expect(stack.state("app").outputs).toMatchObject({ status: { readyReplicas: 2, updatedReplicas: 2 } });
    expect(stack.state("web").outputs).toMatchObject({ spec: { ports: [{ nodePort: 32101 }] } });
    stack.states.set("settings", old);
    await stack.delete(CONFIG_MAP, "settings");
    stack.states.set("settings", replacement);
  });

  test("replaces a Deployment whose selector changes, deleting it first", async () => {
    const change = await diff(3, "app");
    expect(change).toMatchObject({
      replaces: ["spec.selector.matchLabels.generation"],
      deleteBeforeReplace: true,
      detailedDiff: { "spec.selector.matchLabels.generation": { kind: "add-replace", inputDiff: false } },
    });
    const before = stack.state("app").outputs;
    await stack.delete(DEPLOYMENT, "app");
    expect(stack.messages("app")).toContain("Resource scheduled for deletion");
    const [type, inputs] = program(3, settingsName())["app"]!;
    await stack.create(type, "app", inputs);
    expect(stack.state("app").outputs.metadata).not.toMatchObject({
      uid: (before.metadata as PropertyMap).uid,
    });
  });

  test("updates a label alone in place", async () => {
    expect(await diff(3, "settings")).toMatchObject({ replaces: [], diffs: ["metadata"] });
    const [type, inputs] = program(3, "")["settings"]!;
    await stack.update(type, "settings", inputs);
    expect(stack.state("settings").outputs).toMatchObject({ metadata: { labels: { step: "3" } } });
  });

  test("refreshes: unchanged where nothing drifted, changed where it did, gone where it is gone", async () => {
    for (const [name, [type]] of Object.entries(program(3, ""))) {
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
      data: { a: "drifted", c: "3" },
    });
    expect(await diff(3, "settings")).toMatchObject({
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

  test("deletes, and leaves nothing", async () => {
    for (const [name, [type]] of Object.entries(program(3, "")).reverse()) {
      if (stack.states.has(name)) await stack.delete(type, name);
    }
    const namespaces = { path: "/api/v1/namespaces", apiVersion: "v1", kind: "Namespace" };
    await expect(cluster.client.get(namespaces, namespace)).rejects.toMatchObject({ code: 404 });
  });
});
