import { inject, type CurrentInjectionParams } from "../../components/sidecar";
import { injectionDeviations, type InjectionDeviation } from "../../components/sidecar/current/deviations";
import { workloadOf } from "../../components/sidecar/workloads";
import { compareObjects, describeDifferences, type ComparedObject, type Difference } from "./compare";
import { inputs, workloadObject } from "./currentInputs";
import { describeIstioctl, KubeInject } from "./kubeInject";

const current = (object: object, params: CurrentInjectionParams) =>
  inject(object, { generation: "current", ...params });

/** Texts of a pod that hold JSON, which says the same however it is written. */
const jsonTexts = [
  "PROXY_CONFIG",
  "ISTIO_META_POD_PORTS",
  "ISTIO_KUBE_APP_PROBERS",
  "ISTIO_PROMETHEUS_ANNOTATIONS",
  "sidecar.istio.io/status",
  "proxy.istio.io/overrides",
];

/** Fields of which Go prints the empty value. */
const emptyFields = ["resources", "strategy", "updateStrategy", "metadata"];

/** The object in one form for all that means the same to Kubernetes and to the proxy's agent. */
function comparable(object: unknown): ComparedObject {
  const clean = (value: unknown, key: string): unknown => {
    if (value === null || value === undefined || key === "status") return undefined;
    if (typeof value === "string" && jsonTexts.includes(key)) return clean(JSON.parse(value), "");
    if (Array.isArray(value)) return value.map((item) => clean(item, ""));
    if (typeof value !== "object") return value;
    const own = value as Record<string, unknown>;
    const entries = Object.entries(own)
      .map(([name, field]) => [name, clean(field, name === "value" ? String(own.name) : name)] as const)
      .filter(([name, field]) => field !== undefined && !(name === "value" && field === ""));
    if (emptyFields.includes(key) && entries.length === 0) return undefined;
    const result = Object.fromEntries(entries) as Record<string, unknown>;
    if (Array.isArray(result.volumes))
      result.volumes = (result.volumes as (object | string)[]).map(withSource).sort();
    return result;
  };
  return clean(object, "") as ComparedObject;
}

/** A volume of which nothing is said is an empty folder. */
function withSource(volume: object | string): object | string {
  return typeof volume === "object" && Object.keys(volume).length === 1
    ? { ...volume, emptyDir: {} }
    : volume;
}

function promised(
  expected: object,
  input: object,
  params: CurrentInjectionParams,
  deviations: readonly InjectionDeviation[],
): object {
  return deviations.reduce<object>(
    (object, { apply }) =>
      apply(object as Record<string, unknown>, input as Record<string, unknown>, params) ?? object,
    expected,
  );
}

/** The names of an object's containers: their order is the order in which they start. */
function containerNames(object: ComparedObject): string[] {
  const path = workloadOf(object.apiVersion, object.kind)?.templatePath ?? [];
  const template = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], object);
  const { containers = [] } = (template as { spec?: { containers?: { name: string }[] } }).spec ?? {};
  return containers.map(({ name }) => name);
}

function differences(
  given: readonly object[],
  expected: readonly ComparedObject[],
  params: CurrentInjectionParams,
  deviations = injectionDeviations,
): Difference[] {
  return given.flatMap((input, index) => {
    const wanted = comparable(promised(expected[index]!, input, params, deviations));
    const made = comparable(current(input, params));
    const order = { object: "order of containers", path: wanted.metadata.name };
    return [
      ...compareObjects([named(wanted)], [named(made)]),
      ...(String(containerNames(wanted)) === String(containerNames(made))
        ? []
        : [{ ...order, expected: containerNames(wanted), produced: containerNames(made) }]),
    ];
  });
}

const named = (object: ComparedObject): ComparedObject => ({
  ...object,
  metadata: { ...object.metadata, name: object.metadata.name ?? String(object.metadata.generateName) },
});

/** Parameters by what they are for. */
const parameters: Record<string, CurrentInjectionParams> = {
  defaults: {},
  native: { nativeSidecars: true },
  everything: {
    hub: "example.com/istio",
    tag: "1.31.4-distroless",
    imagePullPolicy: "Always",
    imagePullSecrets: ["mine", "other"],
    namespace: "mesh",
    revision: "canary",
    clusterDomain: "example.org",
    clusterId: "east",
    network: "n1",
    meshId: "m1",
    includeIPRanges: "10.0.0.0/8",
    excludeIPRanges: "10.2.0.0/16",
    includeInboundPorts: "80,8080",
    excludeInboundPorts: "22",
    includeOutboundPorts: "443",
    excludeOutboundPorts: "5432,5433",
    resources: { requests: { cpu: "10m" } },
    logLevel: "info",
    componentLogLevel: "http:debug",
    agentLogLevel: "default:debug",
    logAsJson: true,
    privileged: true,
    readinessInitialDelaySeconds: 3,
    readinessPeriodSeconds: 4,
    readinessFailureThreshold: 5,
    startupSeconds: 0,
    rewriteAppHTTPProbe: false,
    mesh: {
      trustDomain: "td.example",
      proxyListenPort: 16001,
      proxyInboundListenPort: 16006,
      enablePrometheusMerge: false,
      inboundTrafficPolicy: { mode: "LOCALHOST" },
      defaultConfig: {
        statusPort: 16020,
        concurrency: 2,
        holdApplicationUntilProxyStarts: true,
        proxyMetadata: { ISTIO_META_DNS_CAPTURE: "false", OTHER: "x" },
        tracing: { zipkin: { address: "zipkin.mesh:9411" }, sampling: 100 },
        proxyHeaders: { attemptCount: { disabled: true }, server: { value: "mine" } },
        tracingServiceName: "CANONICAL_NAME_ONLY",
      },
    },
  },
  image: { image: "registry.example/proxy:built", mesh: { defaultConfig: { interceptionMode: "TPROXY" } } },
};

describeIstioctl("istioctl kube-inject", () => {
  let kubeInject: KubeInject;
  beforeAll(() => (kubeInject = new KubeInject()));
  afterAll(() => kubeInject.close());

  const given = Object.entries(inputs).map(([name, input]) => workloadObject(name, input));
  const expectedOf = (objects: readonly object[], params: CurrentInjectionParams) => {
    const { status, objects: expected, error } = kubeInject.inject(objects, params);
    expect({ status, error: status === 0 ? "" : error }).toEqual({ status: 0, error: "" });
    expect(expected).toHaveLength(objects.length);
    return expected;
  };

  test.each(Object.entries(parameters))("every input, parameters: %s", (_, params) => {
    const expected = expectedOf(given, params);
    expect(describeDifferences(differences(given, expected, params))).toBe("");
  });

  test("needs every one of the deviations", () => {
    const expected = expectedOf(given, {});
    const idle = injectionDeviations.filter((left) => {
      const others = injectionDeviations.filter((deviation) => deviation !== left);
      return differences(given, expected, {}, others).length === 0;
    });
    expect(idle.map(({ id }) => id)).toEqual([]);
  });
});
