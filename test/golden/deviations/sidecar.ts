import { isMapping, type Mapping } from "../../../components/sidecar/objects";
import { listItems, workloadOf } from "../../../components/sidecar/workloads";
import {
  completeCurrentParams,
  type CurrentInjectionParams,
} from "../../../components/sidecar/current/params";
import { annotationProblems } from "../../../components/sidecar/current/annotations";
import { Pod } from "../../../components/sidecar/current/pod";
import { statusAnnotation } from "../../../components/sidecar/current/policy";

/** One way in which the injector does not do, to the letter, what `istioctl kube-inject` 1.31 does. */
export interface InjectionDeviation {
  /** Its name, for the table and the tests. */
  id: string;
  /** The objects that it applies to, in words. */
  appliesTo: string;
  /** What is different. */
  what: string;
  /** Why. */
  why: string;
  /**
   * What the injector makes in the place of kube-inject's object, or `refused` where it throws; undefined where the
   * deviation does not apply.
   * @param expected what kube-inject makes
   * @param input what it makes it of
   */
  apply(expected: Mapping, input: Mapping, params: CurrentInjectionParams): Mapping | "refused" | undefined;
}

const mappingAt = (object: unknown, ...path: string[]): Mapping =>
  path.reduce<Mapping>(
    (value, key) => (isMapping(value[key]) ? value[key] : {}),
    isMapping(object) ? object : {},
  );

/** All deviations. No object differs in anything else. */
export const injectionDeviations: readonly InjectionDeviation[] = [
  {
    id: "cron-job-pods",
    appliesTo: "every CronJob",
    what: "labels and annotations are read from, and written to, the template of the pods, not that of the jobs",
    why: "Labels of a job are not its pods'. istiod's webhook sees the pods too, and only there they have an effect.",
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
    appliesTo: "workloads in the system's namespaces and in istiod's",
    what: "they stay as they are, by the namespace of the workload",
    why: "kube-inject looks for the namespace in the template of the pods, which names none; and the control plane is not to wait for itself.",
    apply: (_, input, params) => {
      const { ignoredNamespaces } = completeCurrentParams(params);
      return ignoredNamespaces.includes(String(mappingAt(input, "metadata").namespace)) ? input : undefined;
    },
  },
  {
    id: "injected-before",
    appliesTo: "workloads whose pods have the annotation `sidecar.istio.io/status`",
    what: "they stay as they are; kube-inject lays the new sidecar over the old one",
    why: "Injecting twice is injecting once, as with the classic generation. A new sidecar comes of the workload as it was written.",
    apply: (_, input) => {
      const path = workloadOf(input.apiVersion, input.kind)?.templatePath ?? [];
      return statusAnnotation in mappingAt(input, ...path, "metadata", "annotations") ? input : undefined;
    },
  },
  {
    id: "other-api-groups",
    appliesTo:
      "objects of a workload's kind but of an API group of their own, and OpenShift's DeploymentConfig",
    what: "they stay as they are",
    why: "kube-inject goes by the kind alone and loses the fields that it does not know.",
    apply: (_, input) =>
      workloadOf(input.apiVersion, input.kind) || listItems(input.apiVersion, input.kind) ? undefined : input,
  },
  {
    id: "annotations-refused",
    appliesTo:
      "workloads with a field in `proxy.istio.io/config` that `ProxyConfig` has not, or with templates of other names than `sidecar`",
    what: "they are refused, with the annotation and what is allowed",
    why: "kube-inject passes over fields that it does not know, spelling mistakes too; and of the templates of a control plane the injector has the sidecar alone.",
    apply: (_, input) => {
      const workload = workloadOf(input.apiVersion, input.kind);
      const type = { apiVersion: String(input.apiVersion), kind: String(input.kind) };
      return workload && annotationProblems(new Pod(input, workload, type)).length > 0
        ? "refused"
        : undefined;
    },
  },
  {
    id: "image-name",
    appliesTo:
      "workloads with an annotation `sidecar.istio.io/proxyImage` without `/`, under the parameter `image`",
    what: "the image is that of the parameter",
    why: "kube-inject takes the whole name for the last part of one, and makes of it a name that there is not.",
    apply: (expected, _, { hub = completeCurrentParams().hub, image }) => {
      if (image === undefined) return undefined;
      const broken = `"${hub}/${image}:`;
      const [first = "", ...others] = JSON.stringify(expected).split(broken);
      const rest = others.map((text) => JSON.stringify(image) + text.slice(text.indexOf('"') + 1));
      return others.length === 0 ? undefined : (JSON.parse(first + rest.join("")) as Mapping);
    },
  },
];
