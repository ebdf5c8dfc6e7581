import * as fc from "fast-check";
import { injectionConfig, type InjectionChart } from "../../components/sidecar/current/injectionConfig";
import { sidecarWebhook } from "../../components/sidecar/current/webhook";
import { injectionChart } from "../../stacks/injectionChart";
import { describeWith, istioProgram } from "../live/istioPrograms";
import { seed } from "../support/referee/examples";
import * as arbitrary from "./currentArbitrary";
import { allDifferences } from "./currentComparison";
import { inputs, parameters, workloadObject } from "./currentInputs";
import { KubeInject } from "./kubeInject";

const istioctl = istioProgram("istioctl");

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

/** True if the API server sends a pod with these labels to one of the webhooks. */
function selects({ webhooks }: WebhookConfiguration, namespace: Labels, pod: Labels): boolean {
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

/** All combinations of these labels, including omitted ones. */
function labelSets(values: Record<string, string[]>): Labels[] {
  return Object.entries(values).reduce<Labels[]>(
    (sets, [name, words]) => sets.flatMap((set) => [set, ...words.map((word) => ({ ...set, [name]: word }))]),
    [{}],
  );
}

describeWith(istioctl)("injection by istiod's webhook", () => {
  let kubeInject: KubeInject;
  let chart: InjectionChart;
  beforeAll(() => {
    kubeInject = new KubeInject(istioctl!);
    chart = injectionChart();
  });
  afterAll(() => kubeInject.close());

  // istioctl exits if a template does not exist.
  const { "templates-others": _, ...others } = inputs;
  const given = Object.entries(others).map(([name, input]) => workloadObject(name, input));

  test.each(Object.entries(parameters))(
    "the template equals the injector with parameters: %s",
    (_name, params) => {
      expect(allDifferences(kubeInject.pairs(given, params, injectionConfig(params, chart)), params)).toBe(
        "",
      );
    },
  );

  test("the template equals the injector for random workloads and parameters", () => {
    for (const [objects, params] of fc.sample(fc.tuple(arbitrary.workloads(35), arbitrary.parameters), {
      numRuns: 3,
      seed,
    })) {
      const injected = kubeInject.pairs(objects, params, injectionConfig(params, chart));
      const found = { seed, params, differences: allDifferences(injected, params) };
      expect(found).toEqual({ seed, params, differences: "" });
    }
  });

  test.each(["", "r1"])("selects the same pods as the charts' webhook, revision: '%s'", (revision) => {
    const chart = kubeInject
      .chartObjects(revision)
      .find(({ kind }) => kind === "MutatingWebhookConfiguration") as unknown as WebhookConfiguration;
    const own = sidecarWebhook({ revision, ignoredNamespaces: [] }, { config: "", values: "" })
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
        const found = { namespace, pod, selected: selects(own, namespace, pod) };
        expect(found).toEqual({ namespace, pod, selected: selects(chart, namespace, pod) });
      }
    }
    expect(own.metadata.labels["istio.io/rev"]).toBe(chart.metadata.labels["istio.io/rev"]);
    expect(own.metadata.name).toBe(chart.metadata.name);
    const [called] = own.webhooks;
    expect(chart.webhooks.map(({ clientConfig, rules }) => ({ clientConfig, rules }))).toEqual(
      chart.webhooks.map(() => ({ clientConfig: called!.clientConfig, rules: called!.rules })),
    );
  });
});
