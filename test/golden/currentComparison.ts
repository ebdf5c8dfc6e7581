import { inject, InjectionError, type CurrentInjectionParams } from "../../components/sidecar";
import { injectionDeviations, type InjectionDeviation } from "./deviations/sidecar";
import { workloadOf } from "../../components/sidecar/workloads";
import {
  compareObjects,
  describeDifferences,
  identity,
  type ComparedObject,
  type Difference,
} from "./compare";

/** Values with JSON, which are compared parsed. */
const jsonTexts = [
  "PROXY_CONFIG",
  "ISTIO_META_POD_PORTS",
  "ISTIO_KUBE_APP_PROBERS",
  "ISTIO_PROMETHEUS_ANNOTATIONS",
  "sidecar.istio.io/status",
  "proxy.istio.io/overrides",
];

/** Fields that Go writes even if empty. */
const emptyFields = ["resources", "strategy", "updateStrategy", "metadata"];

/** Fields of probes for which 0 means the default, so that Go omits it. */
const zeroFields = ["initialDelaySeconds", "periodSeconds", "failureThreshold"];

/** Normalises an object: equal results have the same meaning to Kubernetes and to the proxy agent. */
function comparable(object: unknown): ComparedObject {
  const clean = (value: unknown, key: string): unknown => {
    if (value === null || value === undefined || key === "status") return undefined;
    if (typeof value === "string" && jsonTexts.includes(key)) return clean(JSON.parse(value), "");
    // Go omits empty lists of most fields.
    if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => clean(item, ""));
    if (typeof value !== "object") return value;
    const own = value as Record<string, unknown>;
    const entries = Object.entries(own)
      .map(([name, field]) => [name, clean(field, name === "value" ? String(own.name) : name)] as const)
      .filter(([name, field]) => field !== undefined && !(name === "value" && field === ""))
      .filter(([name, field]) => !(field === 0 && zeroFields.includes(name)));
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

/** A volume without a source is an empty directory. */
function withSource(volume: object | string): object | string {
  return typeof volume === "object" && Object.keys(volume).length === 1
    ? { ...volume, emptyDir: {} }
    : volume;
}

/** Applies the deviations to kube-inject's object. */
function withDeviations(
  expected: object,
  input: object,
  params: CurrentInjectionParams,
  deviations: readonly InjectionDeviation[],
): object | "rejected" {
  return deviations.reduce<object | "rejected">(
    (object, { apply }) =>
      object === "rejected"
        ? object
        : (apply(object as Record<string, unknown>, input as Record<string, unknown>, params) ?? object),
    expected,
  );
}

/** Container names in start order. */
function containerNames(object: ComparedObject): string[] {
  const path = workloadOf(object.apiVersion, object.kind)?.templatePath ?? [];
  const template = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], object);
  const { containers = [] } = (template as { spec?: { containers?: { name: string }[] } }).spec ?? {};
  return containers.map(({ name }) => name);
}

/** The injector's object, or `rejected`. */
function injected(input: object, params: CurrentInjectionParams): object | "rejected" {
  try {
    return inject(input, { istio: "current", ...params });
  } catch (error) {
    if (error instanceof InjectionError) return "rejected";
    throw error;
  }
}

/** Differences between kube-inject's object with the deviations and the injector's object. */
export function differences(
  input: object,
  expected: object,
  params: CurrentInjectionParams,
  deviations = injectionDeviations,
): Difference[] {
  const [wanted, produced] = [withDeviations(expected, input, params, deviations), injected(input, params)];
  if (wanted === "rejected" || produced === "rejected") {
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

/** The differences of many workloads as text, "" if there are none. */
export function allDifferences(
  found: readonly [input: object, expected: object][],
  params: CurrentInjectionParams,
): string {
  return describeDifferences(found.flatMap(([input, expected]) => differences(input, expected, params)));
}
