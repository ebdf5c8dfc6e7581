import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { known, unknown } from "../../test/support/outputs";
import { inject, type SidecarParams } from "./inject";
import { sidecarTransform } from "./transform";

type Props = Record<string, unknown>;

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

interface Template {
  metadata: { labels?: unknown; annotations?: unknown };
  spec: {
    containers: { name: string; image: unknown; args: unknown[]; [field: string]: unknown }[];
    volumes: { secret?: { secretName: unknown } }[];
    [field: string]: unknown;
  };
}
const templateOf = (props: Props | undefined) => (props as { spec: { template: Template } }).spec.template;
const podSpec = (props: Props | undefined) => templateOf(props).spec;

const isKnown = (output: unknown) => (output as { isKnown: Promise<boolean> }).isKnown;
const meshes: [name: string, params: SidecarParams][] = [
  ["classic", {}],
  ["current", { istio: "current" }],
];

test.each(meshes)("%s: the preview is exact if the injector only passes on the outputs", (_, params) => {
  const image = unknown();
  const secret = known("s3cret", true);
  const given = {
    metadata: { name: "x", namespace: "shop", labels: unknown() },
    spec: {
      selector: unknown(),
      template: {
        metadata: { labels: { app: "shop" }, annotations: { checksum: unknown() } },
        spec: {
          containers: [{ name: "a", image, env: [{ name: "PASSWORD", value: secret }] }],
          volumes: [{ name: "v", configMap: { name: unknown() } }],
        },
      },
    },
  };
  const props = transform("kubernetes:apps/v1:Deployment", given, params);
  const { containers, volumes } = podSpec(props);
  expect(containers.map(({ name }) => name)).toEqual(["a", "istio-proxy"]);
  expect(containers[0]).toEqual(given.spec.template.spec.containers[0]);
  expect(containers[1]).toMatchObject({ args: expect.arrayContaining(["proxy", "sidecar"]) as unknown });
  expect(volumes).toContainEqual(given.spec.template.spec.volumes[0]);
  expect(templateOf(props).metadata.annotations).toMatchObject(given.spec.template.metadata.annotations);
  expect((props as { spec: Props }).spec.selector).toBe(given.spec.selector);
  expect(props!.metadata).toMatchObject({ labels: given.metadata.labels });
});

test.each(meshes)("%s: only fields that depend on an unknown value are unknown", async (_, params) => {
  const given = {
    metadata: { name: "x", namespace: "shop" },
    spec: {
      replicas: 2,
      template: {
        metadata: { labels: { app: unknown() } },
        spec: { containers: [{ name: "a" }], dnsPolicy: "None" },
      },
    },
  };
  const props = transform("kubernetes:apps/v1:Deployment", given, params);
  const { containers, volumes, ...others } = podSpec(props);
  await expect(isKnown(containers)).resolves.toBe(false);
  expect(volumes.length).toBeGreaterThan(1);
  expect(pulumi.Output.isInstance(templateOf(props).metadata.annotations)).toBe(false);
  expect(others.dnsPolicy).toBe("None");
  expect(others).not.toHaveProperty("imagePullSecrets");
  expect(props!.metadata).toMatchObject(given.metadata);
  expect((props as { spec: Props }).spec.replicas).toBe(2);
});

test("an unknown service account and unknown pull Secrets matter only to an injector that reads them", async () => {
  const imagePullSecrets = [{ name: unknown() }];
  const spec = { containers: [{ name: "a" }], serviceAccountName: unknown(), imagePullSecrets };
  const injected = (params: SidecarParams) =>
    podSpec(transform("kubernetes:apps/v1:Deployment", { spec: { template: { spec } } }, params));
  const exact = { containers: [{ name: "a" }, { name: "istio-proxy" }], imagePullSecrets };
  const classic = injected({});
  expect(classic).toMatchObject(exact);
  await expect(isKnown(classic.volumes)).resolves.toBe(false);
  const current = injected({ istio: "current" });
  expect(current).toMatchObject({ ...exact, volumes: expect.any(Array) as unknown });
  const adding = injected({ istio: "current", imagePullSecrets: ["mesh"] });
  expect(adding.containers).toMatchObject(exact.containers);
  await expect(isKnown(adding.imagePullSecrets)).resolves.toBe(false);
});

/** A Deployment with every setting that an injector reads. */
const workload = {
  metadata: { name: "x", namespace: "shop", annotations: { note: "n", "sidecar.istio.io/inject": "true" } },
  spec: {
    template: {
      metadata: {
        labels: { app: "shop", version: "v2", tier: "t", "topology.istio.io/network": "n" },
        annotations: {
          note: "n",
          "prometheus.io/port": "8080",
          "proxy.istio.io/config": "concurrency: 3",
          "sidecar.istio.io/userVolume": '{"more": {"emptyDir": {}}}',
          "traffic.sidecar.istio.io/excludeInboundPorts": "81",
          "kubectl.kubernetes.io/default-container": "b",
        },
      },
      spec: {
        hostNetwork: false,
        serviceAccountName: "seller",
        imagePullSecrets: [{ name: "own" }],
        initContainers: [{ name: "first", image: "i" }],
        containers: [
          {
            name: "a",
            image: "i",
            ports: [{ name: "http", containerPort: 8080 }],
            readinessProbe: { httpGet: { path: "/", port: "http" } },
            lifecycle: { preStop: { httpGet: { path: "/", port: 8080 } } },
          },
          { name: "istio-proxy", image: "auto", env: [{ name: "A", value: "b" }] },
        ],
        volumes: [{ name: "v", configMap: { name: "c" } }],
      },
    },
  },
};

test.each([
  ...meshes,
  ["current with pull Secrets", { istio: "current", imagePullSecrets: ["mesh"] }],
] as const)("%s: the result with an output in any place is that of the injector", async (_, params) => {
  const type = { apiVersion: "apps/v1", kind: "Deployment" };
  const expected = inject({ ...type, ...workload }, params);
  expect(expected).not.toEqual({ ...type, ...workload });
  const places = placesIn(workload);
  expect(places.length).toBeGreaterThan(50);
  for (const place of places) {
    const props = transform("kubernetes:apps/v1:Deployment", withOutputAt(workload, place) as Props, params);
    const resolved = await promised(pulumi.output(props) as unknown as pulumi.Output<Props>);
    expect({ place, ...type, ...resolved }).toEqual({ place, ...expected });
  }
});

/** The paths of all values in a mapping or a list. */
function placesIn(value: object): string[][] {
  return Object.entries(value).flatMap(([key, field]: [string, unknown]) => {
    const inside = typeof field === "object" ? placesIn(field!) : [];
    return [[key], ...inside.map((place) => [key, ...place])];
  });
}

function withOutputAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return known(value);
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Props;
  return Object.assign(copy, { [key]: withOutputAt(copy[key], rest) });
}

test("the metadata of an unnamed workload stays known", async () => {
  const template = { spec: { hostNetwork: unknown(), containers: [{ name: "a" }] } };
  const { metadata } = transform("kubernetes:apps/v1:Deployment", { spec: { template } })!;
  expect(Object.keys(metadata as object)).toEqual(["annotations"]);
  await expect(isKnown((metadata as { annotations: unknown }).annotations)).resolves.toBe(false);
});

test.each(meshes)("%s: a workload that opts out stays as it is", (_, params) => {
  const optedOut = { "sidecar.istio.io/inject": "false" };
  const given = {
    metadata: { annotations: optedOut },
    spec: {
      template: {
        metadata: { labels: { app: unknown() }, annotations: optedOut },
        spec: { containers: [{ name: unknown() }] },
      },
    },
  };
  expect(transform("kubernetes:apps/v1:Deployment", given, params)).toBeUndefined();
});

test("reads outputs that are known, and passes on the others beside them", async () => {
  const image = unknown();
  const probed = { name: "a", image, readinessProbe: { httpGet: { path: "/", port: known(80) } } };
  const template = { spec: { containers: [probed], serviceAccountName: known("seller") } };
  const current = podSpec(
    transform("kubernetes:apps/v1:Deployment", { spec: { template } }, { istio: "current" }),
  );
  const [app, proxy] = await promised(current.containers as unknown as pulumi.Output<Props[]>);
  expect(app).toEqual({
    name: "a",
    image,
    readinessProbe: { httpGet: { path: "/app-health/a/readyz", port: 15020 } },
  });
  expect(proxy).toMatchObject({ image: "docker.io/istio/proxyv2:1.31.4" });
  const classic = podSpec(transform("kubernetes:apps/v1:Deployment", { spec: { template } }));
  const volumes = await promised(classic.volumes as unknown as pulumi.Output<Template["spec"]["volumes"]>);
  expect(volumes[1]!.secret!.secretName).toBe("istio.seller");
});

test("keeps the dependencies of the outputs that it reads", async () => {
  const account = new k8s.core.v1.ServiceAccount("seller", { metadata: { name: "seller" } });
  const serviceAccountName = account.metadata.name;
  const template = { spec: { containers: [{ name: "a" }], serviceAccountName } };
  const { volumes } = podSpec(transform("kubernetes:apps/v1:Deployment", { spec: { template } }));
  const dependencies = await (
    volumes as unknown as { allResources(): Promise<Set<pulumi.Resource>> }
  ).allResources();
  expect([...dependencies]).toContain(account);
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
  await expect(isKnown(undecided)).resolves.toBe(false);
});

test("keeps secrets secret, as outputs and in the wire format of the SDK", async () => {
  const spec = { containers: [{ name: "a" }] };
  const wire = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: spec };
  for (const template of [known({ spec }, true), known({ spec: known(spec, true) }), { spec: wire }]) {
    const props = transform("kubernetes:batch/v1:Job", { metadata: {}, spec: { template } });
    const output = pulumi.output(props) as unknown as pulumi.Output<{
      spec: { template: Template };
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

test("injects each item of a list, and keeps an output exact or secret", async () => {
  const image = unknown();
  const item = { spec: { containers: [{ name: "a", image }] } };
  const secret = known({ spec: { containers: [{ name: "b" }] } }, true);
  const other = { spec: { hostNetwork: true, containers: [] } };
  const { items } = transform("kubernetes:core/v1:PodList", { items: [item, secret, other] })!;
  const [first, second, third] = items as unknown[];
  expect(first).toMatchObject({ spec: { containers: [{ name: "a", image }, { name: "istio-proxy" }] } });
  await expect((second as { isSecret: Promise<boolean> }).isSecret).resolves.toBe(true);
  const pod = await promised(second as pulumi.Output<{ spec: { containers: object[] } }>);
  expect(pod.spec.containers).toMatchObject([{ name: "b" }, { name: "istio-proxy" }]);
  expect(third).toBe(other);
  const later = transform("kubernetes:core/v1:PodList", { items: known([{ spec: { containers: [] } }]) })!;
  const [resolved] = await promised(later.items as pulumi.Output<{ spec: { containers: object[] } }[]>);
  expect(resolved!.spec.containers).toMatchObject([{ name: "istio-proxy" }]);
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
