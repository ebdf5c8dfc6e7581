import { InjectionError } from "../errors";
import type { Mapping } from "../../../lib/mapping";
import { at } from "../objects";
import { bothParts, fieldsNamed, partsAt, type Parts } from "../parts";
import { injectName, isSelected, statusAnnotation, type Selection } from "../selection";
import type { Workload, WorkloadInjector } from "../workloads";
import { annotationProblems } from "./annotations";
import { containersWith, initContainersWith } from "./containers";
import { annotationsWith, labelsWith } from "./metadata";
import { completeCurrentParams, type CompleteCurrentParams, type CurrentInjectionParams } from "./params";
import { Pod } from "./pod";
import { initContainerName, proxyContainerName } from "./settings";
import { pullSecretsWith, volumesWith } from "./volumes";

/** Containers whose own fields are read, and all settings of the injected ones. */
const containers = (fields: Record<string, Parts>): Parts => [
  ({ name }) =>
    typeof name !== "string" || [proxyContainerName, initContainerName].includes(name) ? true : fields,
];
const named = containers({ name: true });
const probed = containers({
  name: true,
  ports: true,
  readinessProbe: true,
  livenessProbe: true,
  startupProbe: true,
  lifecycle: true,
});

/** Labels by which the mesh identifies pods. */
const labels = fieldsNamed(/istio|^(app|version)$|^app\.kubernetes\.io\/(name|version)$/);

/** Annotations for the mesh and those that injection replaces. */
const annotations = fieldsNamed(/istio|prometheus|kubectl/);

/** Parts on which the settings of the proxy depend. */
const proxyReads: Parts = { metadata: { labels }, spec: { containers: probed, initContainers: probed } };

/** The changes of a pod template, each with the parts of it that it reads besides name and annotations. */
const changes: readonly {
  path: string[];
  change: (own: unknown, pod: Pod, params: CompleteCurrentParams) => unknown;
  reads: Parts;
}[] = [
  { path: ["metadata", "labels"], change: labelsWith, reads: { metadata: { labels } } },
  {
    path: ["metadata", "annotations"],
    change: annotationsWith,
    reads: { spec: { containers: named, initContainers: named } },
  },
  { path: ["spec", "initContainers"], change: initContainersWith, reads: proxyReads },
  { path: ["spec", "containers"], change: containersWith, reads: proxyReads },
  { path: ["spec", "volumes"], change: volumesWith, reads: { spec: { volumes: [{ name: true }] } } },
  {
    path: ["spec", "imagePullSecrets"],
    change: pullSecretsWith,
    reads: { spec: { imagePullSecrets: [{ name: true }] } },
  },
];

/**
 * Returns the injector of Istio 1.31, which follows its `istioctl kube-inject`.
 * @throws {InjectionParamsError} if the parameters are invalid
 */
export function currentInjector(params: CurrentInjectionParams): WorkloadInjector {
  const complete = completeCurrentParams(params);
  const addsSecrets = complete.imagePullSecrets.length > 0;
  return {
    selects: (object, workload) => injectionRequired(new Pod(object, workload), complete),
    selectedBy,
    changes: (workload) =>
      changes
        .filter(({ change }) => addsSecrets || change !== pullSecretsWith)
        .map((each) => {
          const path = [...workload.templatePath, ...each.path];
          return {
            path,
            reads: bothParts(readByAll(workload), partsAt(workload.templatePath, each.reads)),
            value: (object) => each.change(at(object, path), checkedPod(object, workload), complete),
          };
        }),
  };
}

/** The parts by which pods are selected; their namespace is also a part of every identity. */
function selectedBy({ templatePath }: Workload): Parts {
  const setting = { [injectName]: true } as const;
  return bothParts(
    { metadata: { namespace: true } },
    partsAt(templatePath, {
      metadata: {
        namespace: true,
        labels: setting,
        annotations: { ...setting, [statusAnnotation]: true },
      },
      spec: { hostNetwork: true },
    }),
  );
}

function readByAll({ templatePath }: Workload): Parts {
  return bothParts({ metadata: { name: true } }, partsAt([...templatePath, "metadata"], { annotations }));
}

function checkedPod(object: Mapping, workload: Workload): Pod {
  const pod = new Pod(object, workload);
  const problems = annotationProblems(pod);
  if (problems.length > 0) throw new InjectionError(problems.join("\n"));
  return pod;
}

/**
 * Decides whether pods get a sidecar. Pods with a status annotation already have one. On the host network the
 * redirection would affect the traffic of the node.
 */
export function injectionRequired(pod: Pod, params: Selection): boolean {
  if (!pod.exists || pod.hostNetwork || pod.annotation(statusAnnotation) !== undefined) return false;
  const word = pod.label(injectName) ?? pod.annotation(injectName);
  // Istio ignores other values.
  const asked = word === "true" ? true : word === "false" ? false : undefined;
  return isSelected(pod.namespace, asked, params);
}
