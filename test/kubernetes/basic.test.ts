import { createProvider } from "../../providers/kubernetes/provider";
import { Secret, type PropertyMap } from "../../protocol/values";
import { describeCluster, startCluster, type TestCluster } from "./cluster";
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
    expect(stack.state("app").outputs).toMatchObject({ status: { readyReplicas: 1 } });
    expect(stack.state("web").outputs).toMatchObject({
      spec: { ports: [{ nodePort: 32100, protocol: "TCP" }] },
    });
    expect(stack.messages("app")).toContain("Deployment initialization complete");
    expect(stack.messages("web")).toContain("Service initialization complete");
  });
});
