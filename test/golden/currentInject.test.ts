import * as fc from "fast-check";
import { inject, InjectionError, type CurrentInjectionParams } from "../../components/sidecar";
import { annotationDeviations, injectionDeviations } from "./deviations/sidecar";
import { describeWith, istioProgram } from "../live/istioPrograms";
import { examples, seed } from "../support/referee/examples";
import * as arbitrary from "./currentArbitrary";
import { allDifferences, differences } from "./currentComparison";
import { inputs, parameters, workloadObject, type WorkloadInput } from "./currentInputs";
import { KubeInject } from "./kubeInject";

const istioctl = istioProgram("istioctl");

const pick = (values: Record<string, string>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, values[name]]));

/** The error of the injector; "" if it accepts the object. */
function rejection(object: object): string {
  try {
    inject(object, { istio: "current" });
    return "";
  } catch (error) {
    if (error instanceof InjectionError) return error.message;
    throw error;
  }
}

/** Whether the injector adds a sidecar to an object that it accepts. */
const isInjected = (object: object): boolean => inject(object, { istio: "current" }) !== object;

/** The workload without the annotations that the injector rejects or that a deviation explains. */
function acceptedObject(name: string, input: WorkloadInput): object {
  const { annotations = {} } = input;
  const object = workloadObject(name, input);
  const error = rejection(object);
  const injects = error !== "" || isInjected(object);
  const kept = Object.entries(annotations).filter(
    ([each, value]) =>
      !error.includes(`["${each}"]: found `) &&
      !annotationDeviations.some(({ explains }) => explains(each, value, injects)),
  );
  if (kept.length === Object.keys(annotations).length) return object;
  // The check of ports of metrics follows those of all other annotations.
  return acceptedObject(name, { ...input, annotations: Object.fromEntries(kept) });
}

/**
 * Invalid annotations in rounds. A round contains each name once, because istioctl reports all problems
 * together.
 */
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

describeWith(istioctl)("istioctl kube-inject", () => {
  let kubeInject: KubeInject;
  beforeAll(() => (kubeInject = new KubeInject(istioctl!)));
  afterAll(() => kubeInject.close());

  const given = Object.entries(inputs).map(([name, input]) => workloadObject(name, input));

  /** istioctl's output for every input, cached by parameters. */
  const ofInputs = new Map<CurrentInjectionParams, [input: object, expected: object][]>();
  function inputPairs(params: CurrentInjectionParams) {
    const found = ofInputs.get(params) ?? kubeInject.pairs(given, params);
    ofInputs.set(params, found);
    return found;
  }

  test.each(Object.entries(parameters))(
    "equals kube-inject for every input with parameters: %s",
    (_, params) => {
      expect(allDifferences(inputPairs(params), params)).toBe("");
    },
  );

  test("equals kube-inject for random workloads and parameters", () => {
    // One call of istioctl injects many workloads. No shrinking, because a difference names its workload.
    const batch = 200;
    const batches = fc.sample(fc.tuple(arbitrary.workloads(batch), arbitrary.parameters), {
      numRuns: Math.ceil(examples(batch) / batch),
      seed,
    });
    for (const [objects, params] of batches) {
      const found = { seed, params, differences: allDifferences(kubeInject.pairs(objects, params), params) };
      expect(found).toEqual({ seed, params, differences: "" });
    }
  }, 3_600_000);

  test("equals kube-inject for random values of annotations", () => {
    const batch = 100;
    const batches = fc.sample(arbitrary.annotatedInputs(batch), {
      numRuns: Math.ceil(examples(batch) / batch),
      seed,
    });
    for (const drawn of batches) {
      const objects = drawn.map((input, index) => acceptedObject(`w${index}`, input));
      const found = { seed, differences: allDifferences(kubeInject.pairs(objects, {}), {}) };
      expect(found).toEqual({ seed, differences: "" });
    }
  }, 3_600_000);

  test("injects the items of a list as kube-inject does", () => {
    const items = fc.sample(arbitrary.workloads(50), { numRuns: 1, seed })[0]!;
    const list = { apiVersion: "v1", kind: "List", items };
    const [[, expected]] = kubeInject.pairs([list], {}) as [[object, { items: object[] }]];
    const pairs = items.map((item, index) => [item, expected.items[index]!] as [object, object]);
    expect(allDifferences(pairs, {})).toBe("");
    const injected = inject(list, { istio: "current" });
    expect(injected.items).toEqual(items.map((item) => inject(item, { istio: "current" })));
  });

  test("has the verdict of istioctl for random values of annotations", () => {
    // A proxy configuration that is not YAML ends the check of the other annotations.
    const names = [...new Set(invalid.flat().map(([name]) => name))].filter(
      (name) => name !== "proxy.istio.io/config",
    );
    const values = fc.sample(arbitrary.annotationValues(names), {
      // Each call of istioctl checks one value of every annotation.
      numRuns: Math.ceil(examples(names.length) / names.length),
      seed,
    });
    for (const annotations of values) {
      const object = workloadObject("odd", { annotations });
      const { status, error } = kubeInject.inject([object], {});
      if (status !== 0 && !error.includes("for annotation")) throw new Error(error);
      const theirs = names.filter((name) => error.includes(`for annotation '${name}'`));
      const isMeant = (name: string) =>
        annotationDeviations.some(({ explains }) => explains(name, annotations[name]!, true));
      const ours = names.filter(
        (name) => rejection(object).includes(`["${name}"]: found `) && !isMeant(name),
      );
      expect({ seed, ...pick(annotations, ours) }).toEqual({ seed, ...pick(annotations, theirs) });
    }
  }, 3_600_000);

  test("requires every deviation", () => {
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

  const annotationExamples: Record<string, WorkloadInput> = {
    "unused-annotations": {
      annotations: { "sidecar.istio.io/inject": "false", "proxy.istio.io/config": "a" },
    },
    "log-levels": { annotations: { "sidecar.istio.io/logLevel": "info #" } },
    "bootstrap-names": { annotations: { "sidecar.istio.io/bootstrapOverride": "80" } },
    "large-probe-settings": {
      annotations: { "readiness.status.sidecar.istio.io/periodSeconds": "2147483648" },
    },
    "port-with-spaces": {
      annotations: { "status.sidecar.istio.io/port": " 8" },
      spec: { containers: [{ name: "a", readinessProbe: { tcpSocket: { port: 1 } } }] },
    },
    "native-sidecar-values": {
      annotations: { "sidecar.istio.io/nativeSidecar": "yes" },
      spec: { containers: [{ name: "istio-proxy", image: "auto" }] },
    },
  };

  test.each(annotationDeviations.map((deviation) => [deviation.id, deviation] as const))(
    "requires the deviation of annotations %s",
    (id, { explains }) => {
      const input = annotationExamples[id]!;
      const object = workloadObject(id, input);
      const { status, objects, error } = kubeInject.inject([object], {});
      const own = rejection(object);
      const injects = own !== "" || isInjected(object);
      expect(Object.entries(input.annotations!).some(([name, value]) => explains(name, value, injects))).toBe(
        true,
      );
      const sameError = status !== 0 && own !== "" && error.includes("for annotation");
      const sameOutput = status === 0 && own === "" && differences(object, objects[0]!, {}).length === 0;
      expect(sameError || sameOutput).toBe(false);
    },
  );

  test.each(invalid)("rejects the annotations that istioctl rejects: round %#", (...annotations) => {
    const object = workloadObject("wrong", { annotations: Object.fromEntries(annotations) });
    const names = annotations.map(([name]) => name);
    const { status, error } = kubeInject.inject([object], {});
    expect(status).not.toBe(0);
    expect(names.filter((name) => !error.includes(`for annotation '${name}'`))).toEqual([]);
    try {
      inject(object, { istio: "current" });
      throw new Error("expected an InjectionError");
    } catch (error) {
      expect(error).toBeInstanceOf(InjectionError);
      const lines = (error as Error).message.split("\n");
      expect(lines).toHaveLength(names.length);
      for (const [name, value] of annotations) {
        expect(
          lines.filter((line) => line.includes(`["${name}"]: found ${JSON.stringify(value)}; expected`)),
        ).toHaveLength(1);
      }
    }
  });
});
