import * as fc from "fast-check";
import { inject, InjectionError, type CurrentInjectionParams } from "../../components/sidecar";
import { injectionDeviations, type InjectionDeviation } from "../../components/sidecar/current/deviations";
import { sidecarWebhook } from "../../components/sidecar/current/webhook";
import { workloadOf } from "../../components/sidecar/workloads";
import {
  compareObjects,
  describeDifferences,
  identity,
  type ComparedObject,
  type Difference,
} from "./compare";
import * as arbitrary from "./currentArbitrary";
import { inputs, workloadObject } from "./currentInputs";
import { describeIstioctl, KubeInject } from "./kubeInject";

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
  const { metadata, ...others } = clean(object, "") as ComparedObject;
  return {
    ...others,
    metadata: { ...metadata, name: metadata.name ?? String(metadata.generateName) },
  } as ComparedObject;
}

/** A volume of which nothing is said is an empty folder. */
function withSource(volume: object | string): object | string {
  return typeof volume === "object" && Object.keys(volume).length === 1
    ? { ...volume, emptyDir: {} }
    : volume;
}

/** What the deviations make of kube-inject's object. */
function promised(
  expected: object,
  input: object,
  params: CurrentInjectionParams,
  deviations: readonly InjectionDeviation[],
): object | "refused" {
  return deviations.reduce<object | "refused">(
    (object, { apply }) =>
      object === "refused"
        ? object
        : (apply(object as Record<string, unknown>, input as Record<string, unknown>, params) ?? object),
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

/** The injector's object, or `refused`. */
function made(input: object, params: CurrentInjectionParams): object | "refused" {
  try {
    return inject(input, { generation: "current", ...params });
  } catch (error) {
    if (error instanceof InjectionError) return "refused";
    throw error;
  }
}

/** All differences between what the deviations promise of one workload and what the injector makes of it. */
function differences(
  input: object,
  expected: object,
  params: CurrentInjectionParams,
  deviations = injectionDeviations,
): Difference[] {
  const [wanted, produced] = [promised(expected, input, params, deviations), made(input, params)];
  if (wanted === "refused" || produced === "refused") {
    const { name } = comparable(input).metadata;
    return wanted === produced ? [] : [{ object: name, path: "(all)", expected: wanted, produced }];
  }
  const [before, after] = [comparable(wanted), comparable(produced)];
  const order = { expected: containerNames(before), produced: containerNames(after) };
  return [
    ...compareObjects([before], [after]),
    ...(String(order.expected) === String(order.produced)
      ? []
      : [{ object: identity(before), path: "order of containers", ...order }]),
  ];
}

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

interface Requirement {
  key: string;
  operator: string;
  values?: string[];
}
interface WebhookConfiguration {
  metadata: { name: string; labels: Record<string, string> };
  webhooks: {
    namespaceSelector: { matchExpressions: Requirement[] };
    objectSelector: { matchExpressions: Requirement[] };
    clientConfig: object;
    rules: object[];
  }[];
}
type Labels = Record<string, string>;

/** Whether the API server would send a pod of these labels to one of the webhooks. */
function takes({ webhooks }: WebhookConfiguration, namespace: Labels, pod: Labels): boolean {
  const fits = (labels: Labels, { key, operator, values = [] }: Requirement) => {
    const value = labels[key];
    if (operator === "Exists") return value !== undefined;
    if (operator === "DoesNotExist") return value === undefined;
    const isOne = value !== undefined && values.includes(value);
    return operator === "In" ? isOne : !isOne;
  };
  return webhooks.some(
    ({ namespaceSelector, objectSelector }) =>
      namespaceSelector.matchExpressions.every((requirement) => fits(namespace, requirement)) &&
      objectSelector.matchExpressions.every((requirement) => fits(pod, requirement)),
  );
}

/** All ways to set these labels, or to leave them out. */
function labelSets(values: Record<string, string[]>): Labels[] {
  return Object.entries(values).reduce<Labels[]>(
    (sets, [name, words]) => sets.flatMap((set) => [set, ...words.map((word) => ({ ...set, [name]: word }))]),
    [{}],
  );
}

/** Annotations that are wrong, some at a time: each name once in a round, as istioctl tells all at once. */
const invalid: [name: string, value: string][][] = [
  [
    ["istio.io/reroute-virtual-interfaces", "a,,b"],
    ["prometheus.istio.io/merge-metrics", "yes"],
    ["proxy.istio.io/config", "drainDuration: 10ms"],
    ["readiness.status.sidecar.istio.io/failureThreshold", "-1"],
    ["readiness.status.sidecar.istio.io/initialDelaySeconds", "soon"],
    ["readiness.status.sidecar.istio.io/periodSeconds", "4294967296"],
    ["sidecar.istio.io/interceptionMode", "redirect"],
    ["sidecar.istio.io/proxyCPU", "1 core"],
    ["sidecar.istio.io/proxyCPULimit", "1x"],
    ["sidecar.istio.io/proxyMemory", "1Gib"],
    ["sidecar.istio.io/proxyMemoryLimit", ""],
    ["status.sidecar.istio.io/port", "65536"],
    ["traffic.sidecar.istio.io/excludeInboundPorts", "80-90"],
    ["traffic.sidecar.istio.io/excludeInterfaces", "sixteen-letters-"],
    ["traffic.sidecar.istio.io/excludeOutboundIPRanges", "*"],
    ["traffic.sidecar.istio.io/excludeOutboundPorts", "http"],
    ["traffic.sidecar.istio.io/includeInboundPorts", "*,80"],
    ["traffic.sidecar.istio.io/includeOutboundIPRanges", "10.0.0.1"],
    ["traffic.sidecar.istio.io/kubevirtInterfaces", "1net"],
  ],
  [
    ["proxy.istio.io/config", "discoveryAddress: nowhere"],
    ["status.sidecar.istio.io/port", ""],
    ["traffic.sidecar.istio.io/excludeInboundPorts", "80,"],
    ["traffic.sidecar.istio.io/excludeOutboundIPRanges", "10.0.0.0/33"],
    ["traffic.sidecar.istio.io/includeOutboundIPRanges", "10.0.0.0/08"],
  ],
  [
    ["proxy.istio.io/config", "proxyAdminPort: 0"],
    ["traffic.sidecar.istio.io/includeOutboundIPRanges", "10.0.0.0/8, 10.1.0.0/16"],
  ],
  [["proxy.istio.io/config", "statusPort: 70000"]],
  [["proxy.istio.io/config", "connectionSettings: {listenerConnectionLimit: 0}"]],
];

describeIstioctl("istioctl kube-inject", () => {
  let kubeInject: KubeInject;
  beforeAll(() => (kubeInject = new KubeInject()));
  afterAll(() => kubeInject.close());

  const given = Object.entries(inputs).map(([name, input]) => workloadObject(name, input));

  /** What istioctl makes of the workloads, each beside its own. */
  function pairs(
    objects: readonly object[],
    params: CurrentInjectionParams,
    own?: { config: string; values: string },
  ): [input: object, expected: object][] {
    const { status, objects: expected, error } = kubeInject.inject(objects, params, own);
    expect({ status, error: status === 0 ? "" : error }).toEqual({ status: 0, error: "" });
    expect(expected).toHaveLength(objects.length);
    return objects.map((input, index) => [input, expected[index]!]);
  }

  const allDifferences = (found: [input: object, expected: object][], params: CurrentInjectionParams) =>
    describeDifferences(found.flatMap(([input, expected]) => differences(input, expected, params)));

  /** The same of every input; each parameters' is asked for once. */
  const ofInputs = new Map<CurrentInjectionParams, [input: object, expected: object][]>();
  function inputPairs(params: CurrentInjectionParams) {
    const found = ofInputs.get(params) ?? pairs(given, params);
    ofInputs.set(params, found);
    return found;
  }

  test.each(Object.entries(parameters))("every input, parameters: %s", (_, params) => {
    expect(allDifferences(inputPairs(params), params)).toBe("");
  });

  test("workloads and parameters at random", () => {
    const seed = Date.now();
    // Each run is some thirty workloads and a call of istioctl. A difference names its workload, so that none is
    // sought that is smaller.
    for (const [objects, params] of fc.sample(fc.tuple(arbitrary.workloads, arbitrary.parameters), {
      numRuns: 5,
      seed,
    })) {
      const found = { seed, params, differences: allDifferences(pairs(objects, params), params) };
      expect(found).toEqual({ seed, params, differences: "" });
    }
  });

  const template = (params: CurrentInjectionParams) =>
    sidecarWebhook(params).configMap.data as { config: string; values: string };

  test.each(Object.entries(parameters))(
    "the webhook's template makes the same, parameters: %s",
    (_, params) => {
      // A template that is not there ends istioctl.
      const objects = given.filter(
        (object) => object !== given[Object.keys(inputs).indexOf("templates-others")],
      );
      expect(allDifferences(pairs(objects, params, template(params)), params)).toBe("");
    },
  );

  test("the webhook's template makes the same at random", () => {
    const seed = Date.now();
    for (const [objects, params] of fc.sample(fc.tuple(arbitrary.workloads, arbitrary.parameters), {
      numRuns: 3,
      seed,
    })) {
      const injected = pairs(objects, params, template(params));
      const found = { seed, params, differences: allDifferences(injected, params) };
      expect(found).toEqual({ seed, params, differences: "" });
    }
  });

  test.each(["", "r1"])("the webhook takes the pods that the charts' takes, revision: '%s'", (revision) => {
    const chart = kubeInject
      .chartObjects(revision)
      .find(({ kind }) => kind === "MutatingWebhookConfiguration") as unknown as WebhookConfiguration;
    const own = sidecarWebhook({ revision, ignoredNamespaces: [] })
      .configuration as unknown as WebhookConfiguration;
    const namespaces = labelSets({
      "istio-injection": ["enabled", "disabled"],
      "istio.io/rev": ["default", "r1"],
    });
    const pods = labelSets({
      "sidecar.istio.io/inject": ["true", "false"],
      "istio.io/rev": ["default", "r1"],
    });
    for (const namespace of namespaces) {
      for (const pod of pods) {
        const found = { namespace, pod, taken: takes(own, namespace, pod) };
        expect(found).toEqual({ namespace, pod, taken: takes(chart, namespace, pod) });
      }
    }
    expect(own.metadata.labels["istio.io/rev"]).toBe(chart.metadata.labels["istio.io/rev"]);
    expect(own.metadata.name).toBe(chart.metadata.name);
    const [called] = own.webhooks;
    expect(chart.webhooks.map(({ clientConfig, rules }) => ({ clientConfig, rules }))).toEqual(
      chart.webhooks.map(() => ({ clientConfig: called!.clientConfig, rules: called!.rules })),
    );
  });

  test("needs every one of the deviations", () => {
    const { defaults, image } = parameters;
    const found = [defaults!, image!].flatMap((params) =>
      inputPairs(params).map(([input, expected]) => [input, expected, params] as const),
    );
    const idle = injectionDeviations.filter((left) => {
      const others = injectionDeviations.filter((deviation) => deviation !== left);
      return !found.some(
        ([input, expected, params]) => differences(input, expected, params, others).length > 0,
      );
    });
    expect(idle.map(({ id }) => id)).toEqual([]);
  });

  test.each(invalid)("refuses what istioctl refuses: round %#", (...annotations) => {
    const object = workloadObject("wrong", { annotations: Object.fromEntries(annotations) });
    const names = annotations.map(([name]) => name);
    const { status, error } = kubeInject.inject([object], {});
    expect(status).not.toBe(0);
    expect(names.filter((name) => !error.includes(`for annotation '${name}'`))).toEqual([]);
    try {
      inject(object, { generation: "current" });
      throw new Error("nothing was refused");
    } catch (refused) {
      expect(refused).toBeInstanceOf(InjectionError);
      const lines = (refused as Error).message.split("\n");
      expect(lines).toHaveLength(names.length);
      for (const [name, value] of annotations) {
        expect(
          lines.filter((line) => line.includes(`["${name}"]: found ${JSON.stringify(value)}: allowed is`)),
        ).toHaveLength(1);
      }
    }
  });
});
