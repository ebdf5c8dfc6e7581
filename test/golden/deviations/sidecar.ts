import { isMapping, type Mapping } from "../../../components/sidecar/objects";
import { listItems, workloadOf } from "../../../components/sidecar/workloads";
import {
  completeCurrentParams,
  type CurrentInjectionParams,
} from "../../../components/sidecar/current/params";
import { annotationProblems } from "../../../components/sidecar/current/annotations";
import { Pod } from "../../../components/sidecar/current/pod";
import { statusAnnotation } from "../../../components/sidecar/current/policy";

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
    apply: (_, input) => {
      const workload = workloadOf(input.apiVersion, input.kind);
      const type = { apiVersion: String(input.apiVersion), kind: String(input.kind) };
      return workload && annotationProblems(new Pod(input, workload, type)).length > 0
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
