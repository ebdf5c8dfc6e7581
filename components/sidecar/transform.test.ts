import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SidecarParams } from "./injectors";
import { sidecarTransform } from "./transform";

type Props = Record<string, unknown>;
const known = <T>(value: T, secret = false) =>
  new (pulumi.Output as unknown as new (...parts: unknown[]) => pulumi.Output<T>)(
    [],
    ...[value, true, secret, []].map((part) => Promise.resolve(part)),
  );
/** An output whose value is unknown in a preview. */
const unknown = () =>
  new (pulumi.Output as unknown as new (...parts: unknown[]) => pulumi.Output<string>)(
    [],
    ...[undefined, false, false, []].map((part) => Promise.resolve(part)),
  );

beforeAll(() =>
  pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
    "p",
    "s",
    true,
  ),
);

function transform(type: string, props: Props, params?: SidecarParams): Props | undefined {
  const result = sidecarTransform(params)({ custom: true, type, name: "x", props, opts: {} });
  return (result as { props: Props } | undefined)?.props;
}

interface PodSpec {
  containers: { name: string; image: unknown; args: unknown[] }[];
  volumes: { secret?: { secretName: unknown } }[];
}
const podSpec = (props: Props | undefined) =>
  (props as { spec: { template: { spec: PodSpec } } }).spec.template.spec;

test("injects a workload and keeps known values plain", async () => {
  const secret = known("s3cret", true);
  const app = unknown();
  const props = transform("kubernetes:apps/v1:Deployment", {
    metadata: { name: "x", namespace: "shop", labels: unknown() },
    spec: {
      selector: unknown(),
      template: {
        metadata: { labels: { app } },
        spec: {
          serviceAccountName: known("seller"),
          containers: [{ name: "a", image: unknown(), env: [{ name: "PASSWORD", value: secret }] }],
        },
      },
    },
  });
  const spec = podSpec(props);
  expect(spec.containers.map(({ name }) => name)).toEqual(["a", "istio-proxy"]);
  expect(spec.containers[0]).toMatchObject({ env: [{ name: "PASSWORD", value: secret }] });
  const args = spec.containers[1]!.args;
  const cluster = args[args.indexOf("--serviceCluster") + 1] as pulumi.Output<string>;
  expect(pulumi.Output.isInstance(cluster)).toBe(true);
  expect(args.filter((arg) => typeof arg !== "string")).toEqual([cluster]);
  const secretName = spec.volumes[1]!.secret!.secretName as pulumi.Output<string>;
  await expect(promised(secretName)).resolves.toBe("istio.seller");
  expect(props!.metadata).toMatchObject({
    annotations: { "sidecar.istio.io/status": "injected-version-0.2.12" },
  });
});

test("a current sidecar depends only on the values that its rules read", async () => {
  const props = transform(
    "kubernetes:apps/v1:Deployment",
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: unknown(), namespace: "shop" },
      spec: {
        template: {
          metadata: { labels: { app: unknown(), version: "v1" }, annotations: { checksum: unknown() } },
          spec: {
            containers: [
              { name: "a", image: unknown(), readinessProbe: { httpGet: { path: "/", port: known(80) } } },
            ],
          },
        },
      },
    },
    { istio: "current" },
  );
  const template = (props as { spec: { template: { metadata: Props; spec: Props } } }).spec.template;
  const containers = template.spec.containers as Props[];
  expect(containers.map(({ name }) => name)).toEqual(["a", "istio-proxy"]);
  const [app, proxy] = containers as [Props, Props];
  expect(pulumi.Output.isInstance(app.image)).toBe(true);
  await expect(promised(app.readinessProbe as pulumi.Output<Props>)).resolves.toEqual({
    httpGet: { path: "/app-health/a/readyz", port: 15020 },
  });
  expect(proxy).toMatchObject({
    image: "docker.io/istio/proxyv2:1.31.4",
    args: expect.arrayContaining(["proxy", "sidecar"]) as unknown,
    readinessProbe: { httpGet: { port: 15021 } },
  });
  expect(template.spec.initContainers).toMatchObject([
    { name: "istio-init", args: expect.arrayContaining(["istio-iptables"]) as unknown },
  ]);
  const labels = template.metadata.labels as Props;
  expect(labels).toMatchObject({
    "service.istio.io/canonical-revision": "v1",
    "security.istio.io/tlsMode": "istio",
  });
  const name = labels["service.istio.io/canonical-name"] as { isKnown: Promise<boolean> };
  await expect(name.isKnown).resolves.toBe(false);
});

test("decides about a namespace that is an output when it is known", async () => {
  const deployment = (namespace: unknown) => ({
    metadata: { namespace },
    spec: { template: { spec: { containers: [{ name: "a" }] } } },
  });
  const names = async (namespace: unknown) => {
    const { containers } = podSpec(transform("kubernetes:apps/v1:Deployment", deployment(namespace)));
    const list = await promised(containers as unknown as pulumi.Output<{ name: string }[]>);
    return list.map(({ name }) => name);
  };
  await expect(names(known("shop"))).resolves.toEqual(["a", "istio-proxy"]);
  await expect(names(known("kube-system"))).resolves.toEqual(["a"]);
  const undecided = podSpec(transform("kubernetes:apps/v1:Deployment", deployment(unknown()))).containers;
  await expect((undecided as unknown as { isKnown: Promise<boolean> }).isKnown).resolves.toBe(false);
});

test("keeps secrets secret, as outputs and in the wire format of the SDK", async () => {
  const spec = { containers: [{ name: "a" }] };
  const wire = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: spec };
  for (const template of [known({ spec }, true), known({ spec: known(spec, true) }), { spec: wire }]) {
    const props = transform("kubernetes:batch/v1:Job", { metadata: {}, spec: { template } });
    const output = pulumi.output(props) as unknown as pulumi.Output<{
      spec: { template: { spec: PodSpec } };
    }>;
    const { containers } = (await promised(output)).spec.template.spec;
    expect(containers.map(({ name }) => name)).toEqual(["a", "istio-proxy"]);
    await expect((output as unknown as { isSecret: Promise<boolean> }).isSecret).resolves.toBe(true);
  }
});

test.each([
  ["kubernetes:core/v1:Service", { spec: { template: { spec: {} } } }],
  ["kubernetes:example.com/v1:Deployment", { spec: { template: { spec: {} } } }],
  ["kubernetes:helm.sh/v3:Release", {}],
  ["pulumi:pulumi:Stack", {}],
  ["random:index:Pod", { spec: {} }],
  ["kubernetes:core/v1:Pod", { spec: { hostNetwork: true } }],
])("leaves %s unchanged", (type, props) => {
  expect(transform(type, props)).toBeUndefined();
});

test("injects pods and lists", () => {
  expect(transform("kubernetes:core/v1:Pod", { spec: { containers: [] } })).toMatchObject({
    spec: { containers: [{ name: "istio-proxy" }] },
  });
  const list = transform("kubernetes:core/v1:PodList", { items: [{ spec: { containers: [] } }] });
  expect(list).toMatchObject({ items: [{ spec: { containers: [{ name: "istio-proxy" }] } }] });
});

test("rejects invalid parameters when the transform is created", () => {
  expect(() => sidecarTransform({ verbosity: -1 })).toThrow(/verbosity/);
});

test("supports the type tokens of the provider's classes", () => {
  const types = [k8s.apps.v1.Deployment, k8s.core.v1.Pod, k8s.batch.v1.CronJob].map(
    (resource) => (resource as unknown as { __pulumiType: string }).__pulumiType,
  );
  expect(types).toEqual([
    "kubernetes:apps/v1:Deployment",
    "kubernetes:core/v1:Pod",
    "kubernetes:batch/v1:CronJob",
  ]);
});

function promised<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}
