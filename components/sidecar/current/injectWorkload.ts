import { InjectionError } from "../errors";
import { update } from "../objects";
import { injectName, isSelected, statusAnnotation, type SelectionParams } from "../selection";
import type { WorkloadInjector } from "../workloads";
import { annotationProblems } from "./annotations";
import { containersWith, initContainersWith } from "./containers";
import { annotationsWith, labelsWith } from "./metadata";
import { completeCurrentParams, type CompleteCurrentParams, type CurrentInjectionParams } from "./params";
import { Pod } from "./pod";
import { pullSecretsWith, volumesWith } from "./volumes";

/** The changes of a pod template, by path. */
const changes: readonly [
  path: string[],
  change: (own: unknown, pod: Pod, params: CompleteCurrentParams) => unknown,
][] = [
  [["metadata", "labels"], labelsWith],
  [["metadata", "annotations"], annotationsWith],
  [["spec", "initContainers"], initContainersWith],
  [["spec", "containers"], containersWith],
  [["spec", "volumes"], volumesWith],
  [["spec", "imagePullSecrets"], pullSecretsWith],
];

/**
 * Returns the injector of Istio 1.31, which follows its `istioctl kube-inject`.
 * @throws {InjectionParamsError} if the parameters are invalid
 */
export function currentInjector(params: CurrentInjectionParams): WorkloadInjector {
  const complete = completeCurrentParams(params);
  return {
    selects: (object, workload) => injectionRequired(new Pod(object, workload), complete),
    inject: (object, workload) => {
      const pod = new Pod(object, workload);
      const problems = annotationProblems(pod);
      if (problems.length > 0) throw new InjectionError(problems.join("\n"));
      return changes.reduce(
        (result, [path, change]) =>
          update(result, [...workload.templatePath, ...path], (own) => change(own, pod, complete)),
        object,
      );
    },
    changedPaths: ({ templatePath }) => changes.map(([path]) => [...templatePath, ...path]),
  };
}

/**
 * Decides whether pods get a sidecar. Pods with a status annotation already have one. On the host network the
 * redirection would affect the traffic of the node.
 */
export function injectionRequired(pod: Pod, params: Required<SelectionParams>): boolean {
  if (!pod.exists || pod.hostNetwork || pod.annotation(statusAnnotation) !== undefined) return false;
  const word = pod.label(injectName) ?? pod.annotation(injectName);
  // Istio ignores other values.
  const asked = word === "true" ? true : word === "false" ? false : undefined;
  return isSelected(pod.namespace, asked, params);
}
