import { ObjectsComponent, type RegisteredObjects } from "../components/register";
import { registeredResources } from "../test/support/registeredResources";
import { readStackFile } from "../tools/stackFile";
import { clusterRequirements } from "./clusterRequirements";
import { parseStackConfig } from "./config/parse";
import { environment } from "./environment";

const existing = (more: Record<string, unknown>) =>
  parseStackConfig({ cluster: { driver: "existing" }, ...more });

describe.each(["0.2.12", "1.31.4"])("the environment with Istio %s", (version) => {
  const config = existing({ mesh: { version } });
  const requirements = clusterRequirements(config);

  test("contains every object that the program registers", async () => {
    const { objects } = requirements;
    const registered: RegisteredObjects = new Map();
    const resources = await registeredResources(() => {
      for (const component of environment(config)) new ObjectsComponent(component, {}, registered);
    });
    const identities = resources.flatMap(({ custom, inputs }) => {
      const { namespace, name } = (inputs.metadata ?? {}) as { namespace?: string; name?: string };
      return custom ? [`${inputs.apiVersion} ${inputs.kind} ${namespace}/${name}`] : [];
    });
    expect(
      objects!
        .map(({ apiVersion, kind, namespace, name }) => `${apiVersion} ${kind} ${namespace}/${name}`)
        .sort(),
    ).toEqual(identities.sort());
  });

  test("contains the plurals of the kinds that the program defines", () => {
    const { objects } = requirements;
    const custom = objects!.filter(({ apiVersion }) => /\.istio\.io\//.test(apiVersion));
    expect(custom.length).toBeGreaterThan(0);
    for (const { plural } of custom) expect(plural).toMatch(/^[a-z]+s$/);
  });

  test("contains each kind of pod once, with the init containers of sidecars", () => {
    const { pods } = requirements;
    const sample = pods!.filter(({ namespace }) => namespace === "default");
    expect(sample).toHaveLength(1);
    expect(JSON.stringify(sample[0]!.spec)).toContain("NET_ADMIN");
    expect(sample[0]!.for).toMatch(/^the pods of .*productpage-v1/);
  });
});

test("NodePorts have their Services and configuration keys", () => {
  const { nodePorts: ports } = clusterRequirements(
    existing({ mesh: { ingress: { httpNodePort: 32100 } }, addons: { zipkin: { nodePort: 30101 } } }),
  );
  expect(ports).toContainEqual({
    port: 32100,
    for: "the ingress (mesh.ingress.httpNodePort)",
    service: "istio-system/istio-ingress",
  });
  expect(ports).toContainEqual({
    port: 30101,
    for: "zipkin (addons.zipkin.nodePort)",
    service: "istio-system/zipkin",
  });
});

test("the stack file of existing is valid and requires the Kubernetes version of its mesh", () => {
  expect(clusterRequirements(readStackFile("existing")).version).toEqual({
    min: "1.32",
    for: "Istio 1.31",
  });
});
