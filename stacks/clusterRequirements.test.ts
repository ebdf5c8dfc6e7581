import { readStackFile } from "../tools/stackFile";
import { nodePorts } from "./clusterConfig";
import { clusterRequirements } from "./clusterRequirements";
import { parseStackConfig, type StackConfig } from "./config";
import { environment } from "./environment";
import { recordObjects } from "./record";

const requirementsOf = (config: StackConfig) => clusterRequirements(config, nodePorts(config));
const existing = (more: Record<string, unknown>) =>
  parseStackConfig({ cluster: { driver: "existing" }, ...more });

describe.each(["classic", "current"] as const)("the %s environment", (generation) => {
  const config = existing({ mesh: { generation } });

  test("has every object that the program registers among what is checked", async () => {
    const { objects } = await requirementsOf(config);
    const registered = await recordObjects(() => environment(config));
    expect(
      objects!.map(({ apiVersion, kind, namespace, name }) => [apiVersion, kind, namespace, name]),
    ).toEqual(
      registered.map(({ apiVersion, kind, metadata }) => [
        apiVersion,
        kind,
        metadata.namespace,
        metadata.name,
      ]),
    );
  });

  test("says how kinds are named in paths that its own definitions bring", async () => {
    const { objects } = await requirementsOf(config);
    const custom = objects!.filter(({ apiVersion }) => /\.istio\.io\//.test(apiVersion));
    expect(custom.length).toBeGreaterThan(0);
    for (const { plural } of custom) expect(plural).toMatch(/^[a-z]+s$/);
  });

  test("wants its sidecars' init containers to be let in, each kind of pod once", async () => {
    const { pods } = await requirementsOf(config);
    const sample = pods!.filter(({ namespace }) => namespace === "default");
    expect(sample).toHaveLength(1);
    expect(JSON.stringify(sample[0]!.spec)).toContain("NET_ADMIN");
    expect(sample[0]!.for).toMatch(/^the pods of .*productpage-v1/);
  });
});

test("NodePorts come with their Services and with the keys that say them", async () => {
  const { nodePorts: ports } = await requirementsOf(
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

test("stack existing is a configuration, and is checked for the version that its mesh needs", async () => {
  expect((await requirementsOf(readStackFile("existing"))).version).toEqual({
    min: "1.32",
    for: "Istio 1.31",
  });
});
