import { isMapping, type Mapping } from "../../../lib/mapping";
import { listItems, workloadOf } from "../../../components/sidecar/workloads";
import {
  completeCurrentParams,
  type CurrentInjectionParams,
} from "../../../components/sidecar/current/params";
import { annotationProblems } from "../../../components/sidecar/current/annotations";
import { logLevels, objectName, portText, wholeText } from "../../../components/sidecar/checks";
import { resolveScalar } from "../../../lib/manifests/scalars";
import { Pod } from "../../../components/sidecar/current/pod";
import { injectionRequired } from "../../../components/sidecar/current/injectWorkload";
import { statusAnnotation } from "../../../components/sidecar/selection";

/** A difference between the injector and `istioctl kube-inject` 1.31. */
export interface InjectionDeviation {
  /** Identifies the deviation in the table and in tests. */
  id: string;
  /** Affected objects. */
  appliesTo: string;
  what: string;
  why: string;
  /**
   * Returns the injector's object, `rejected` if it throws, or undefined if the deviation does not apply.
   * @param expected output of kube-inject
   * @param input input of kube-inject
   */
  apply(expected: Mapping, input: Mapping, params: CurrentInjectionParams): Mapping | "rejected" | undefined;
}

const mappingAt = (object: unknown, ...path: string[]): Mapping =>
  path.reduce<Mapping>(
    (value, key) => (isMapping(value[key]) ? value[key] : {}),
    isMapping(object) ? object : {},
  );

/** The object with another spec at the path of its pod template. */
function withSpec(object: Mapping, [first, ...others]: readonly string[], spec: Mapping): Mapping {
  return first === undefined
    ? { ...object, spec }
    : { ...object, [first]: withSpec(mappingAt(object, first), others, spec) };
}

/** All deviations; the tests find no other difference. */
export const injectionDeviations: readonly InjectionDeviation[] = [
  {
    id: "cron-job-pods",
    appliesTo: "every CronJob",
    what: "labels and annotations are read from and written to the pod template, not the job template",
    why: "Pods do not inherit the labels of a job. istiod's webhook also reads the pods, and only there the labels have an effect.",
    apply: (expected, input) => {
      if (input.kind !== "CronJob") return undefined;
      const spec = mappingAt(expected, "spec");
      const { metadata, ...jobTemplate } = mappingAt(spec, "jobTemplate");
      const jobSpec = mappingAt(jobTemplate, "spec");
      const template = { ...mappingAt(jobSpec, "template"), metadata };
      const before = mappingAt(input, "spec", "jobTemplate").metadata;
      return {
        ...expected,
        spec: {
          ...spec,
          jobTemplate: { ...jobTemplate, metadata: before, spec: { ...jobSpec, template } },
        },
      };
    },
  },
  {
    id: "ignored-namespaces",
    appliesTo: "workloads in the namespaces of Kubernetes and of istiod",
    what: "they stay unchanged; the namespace of the workload decides",
    why: "kube-inject reads the namespace from the pod template, which has none. The control plane must not wait for itself.",
    apply: (_, input, params) => {
      const { ignoredNamespaces } = completeCurrentParams(params);
      return ignoredNamespaces.includes(String(mappingAt(input, "metadata").namespace)) ? input : undefined;
    },
  },
  {
    id: "injected-before",
    appliesTo: "workloads whose pods have the annotation `sidecar.istio.io/status`",
    what: "they stay unchanged; kube-inject merges the new sidecar into the old one",
    why: "Injection is idempotent, as in the classic mesh. A new sidecar requires the original workload.",
    apply: (_, input) => {
      const path = workloadOf(input.apiVersion, input.kind)?.templatePath ?? [];
      return statusAnnotation in mappingAt(input, ...path, "metadata", "annotations") ? input : undefined;
    },
  },
  {
    id: "other-api-groups",
    appliesTo: "objects with a workload kind in another API group, and OpenShift's DeploymentConfig",
    what: "they stay unchanged",
    why: "kube-inject only reads the kind and drops unknown fields.",
    apply: (_, input) =>
      workloadOf(input.apiVersion, input.kind) || listItems(input.apiVersion, input.kind) ? undefined : input,
  },
  {
    id: "annotations-rejected",
    appliesTo:
      "workloads with an unknown `ProxyConfig` field in `proxy.istio.io/config`, or with a template other than `sidecar`",
    what: "they are rejected with the annotation and its valid values",
    why: "kube-inject ignores unknown fields, even misspelt ones. The injector supports no template except `sidecar`.",
    apply: (_, input, params) => {
      const workload = workloadOf(input.apiVersion, input.kind);
      if (workload === undefined) return undefined;
      const pod = new Pod(input, workload);
      if (!injectionRequired(pod, completeCurrentParams(params))) return undefined;
      const problems = annotationProblems(pod);
      return problems.some((line) => /\["inject\.istio\.io\/templates"\]|: found an unknown field/.test(line))
        ? "rejected"
        : undefined;
    },
  },
  {
    id: "volume-names",
    appliesTo: "workloads with a volume in `sidecar.istio.io/userVolume` that has the name of an own volume",
    what: "the own volume stays as it is",
    why: "kube-inject merges both volumes, and the API server rejects a volume with two sources.",
    apply: (expected, input) => {
      const path = workloadOf(input.apiVersion, input.kind)?.templatePath ?? [];
      const annotations = mappingAt(input, ...path, "metadata", "annotations");
      if (annotations["sidecar.istio.io/userVolume"] === undefined) return undefined;
      const own = mappingAt(input, ...path, "spec").volumes;
      const { volumes } = mappingAt(expected, ...path, "spec");
      if (!Array.isArray(own) || !Array.isArray(volumes)) return undefined;
      const kept = (volumes as { name: string }[]).map(
        (volume) => (own as { name: string }[]).find(({ name }) => name === volume.name) ?? volume,
      );
      return withSpec(expected, path, { ...mappingAt(expected, ...path, "spec"), volumes: kept });
    },
  },
  {
    id: "image-name",
    appliesTo:
      "workloads with an annotation `sidecar.istio.io/proxyImage` without `/`, under the parameter `image`",
    what: "the image of the parameter is used",
    why: "kube-inject treats the full name as the last part of a name and builds an image name that does not exist.",
    apply: (expected, _, { hub = completeCurrentParams().hub, image }) => {
      if (image === undefined) return undefined;
      const broken = `"${hub}/${image}:`;
      const [first = "", ...others] = JSON.stringify(expected).split(broken);
      const rest = others.map((text) => JSON.stringify(image) + text.slice(text.indexOf('"') + 1));
      return others.length === 0 ? undefined : (JSON.parse(first + rest.join("")) as Mapping);
    },
  },
];

/** A difference in an annotation's value: only one of both rejects the workload, or kube-inject's output is of no use. */
export interface AnnotationDeviation extends Omit<InjectionDeviation, "apply"> {
  /**
   * True if the deviation applies.
   * @param isInjected whether the pods of the workload get a sidecar
   */
  explains(name: string, value: string, isInjected: boolean): boolean;
}

const readiness = /^readiness\.status\.sidecar\.istio\.io\//;

/** All deviations of annotations; the tests find no other difference. */
export const annotationDeviations: readonly AnnotationDeviation[] = [
  {
    id: "unused-annotations",
    appliesTo: "workloads without a sidecar and with an invalid annotation `proxy.istio.io/config`",
    what: "they stay unchanged",
    why: "kube-inject rejects them because it reads the annotation before it decides about the sidecar.",
    explains: (name, _, isInjected) => name === "proxy.istio.io/config" && !isInjected,
  },
  {
    id: "log-levels",
    appliesTo:
      "annotations `sidecar.istio.io/logLevel`, `componentLogLevel` and `agentLogLevel` with other characters than levels have",
    what: "they are rejected",
    why: "kube-inject reads the arguments with the levels as YAML, so that some of these values change or break them, and the proxy does not start with the others.",
    explains: (name, value) =>
      /^sidecar\.istio\.io\/\w*[lL]ogLevel$/.test(name) && logLevels(value) !== undefined,
  },
  {
    id: "bootstrap-names",
    appliesTo:
      "annotations `sidecar.istio.io/bootstrapOverride` that are not the name of a ConfigMap, or are a name such as `80` or `yes`",
    what: "the former are rejected, the latter accepted",
    why: "Pods wait for such a ConfigMap forever. kube-inject reads the name as YAML, and rejects a number or a boolean.",
    explains: (name, value) =>
      name === "sidecar.istio.io/bootstrapOverride" &&
      (objectName(value) !== undefined || typeof resolveScalar(value)![1] !== "string"),
  },
  {
    id: "large-probe-settings",
    appliesTo: "annotations `readiness.status.sidecar.istio.io/…` above 2147483647",
    what: "they are rejected with the name of the annotation",
    why: "kube-inject rejects the whole pod, because the fields of a probe have 32 bits.",
    explains: (name, value) =>
      readiness.test(name) &&
      /^\d+$/.test(value) &&
      Number(value) < 2 ** 32 &&
      wholeText(value) !== undefined,
  },
  {
    id: "port-with-spaces",
    appliesTo: "annotations `status.sidecar.istio.io/port` with spaces around the port",
    what: "they are rejected",
    why: "kube-inject accepts them and then writes the port 0 into probes, which the API server rejects.",
    explains: (name, value) =>
      name === "status.sidecar.istio.io/port" &&
      value !== value.trim() &&
      portText(value.trim()) === undefined,
  },
  {
    id: "native-sidecar-values",
    appliesTo: "annotations `sidecar.istio.io/nativeSidecar` other than `true` and `false`",
    what: "they mean `true` everywhere",
    why: "kube-inject's template takes them for `true` and its code for the default, so that an own container `istio-proxy` occurs twice.",
    explains: (name, value) =>
      name === "sidecar.istio.io/nativeSidecar" && !["", "true", "false"].includes(value),
  },
];
