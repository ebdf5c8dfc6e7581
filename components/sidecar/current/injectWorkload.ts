import { InjectionError } from "../errors";
import { update } from "../objects";
import type { WorkloadInjector } from "../workloads";
import { annotationProblems } from "./annotations";
import { containersWith, initContainersWith } from "./containers";
import type { Injection } from "./injection";
import { annotationsWith, labelsWith } from "./metadata";
import { completeCurrentParams, type CompleteCurrentParams, type CurrentInjectionParams } from "./params";
import { Pod } from "./pod";
import { injectionRequired } from "./policy";
import { pullSecretsWith, volumesWith } from "./volumes";

/** The changes of a pod template, by path. */
const changes: readonly [path: string[], change: (injection: Injection, own: unknown) => unknown][] = [
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
  return (lift, object, workload, type) => {
    const injection: Injection = {
      lift,
      params: complete,
      path: (field) => [...workload.templatePath, field].join("."),
      derive: (rule) =>
        lift.derive(object, (known) => rule(new Pod(known, workload, type), complete)) as never,
    };
    const required = injection.derive(isRequired);
    if (required === false) return object;
    return changes.reduce(
      (result, [path, change]) =>
        update(lift, result, [...workload.templatePath, ...path], (value) =>
          lift.map(required, (yes) =>
            yes === true ? lift.map(value, (own) => change(injection, own)) : value,
          ),
        ),
      object,
    );
  };
}

/** @throws {InjectionError} if the pods get a sidecar and have invalid annotations */
function isRequired(pod: Pod, params: CompleteCurrentParams): boolean {
  if (!injectionRequired(pod, params)) return false;
  const problems = annotationProblems(pod);
  if (problems.length > 0) throw new InjectionError(problems.join("\n"));
  return true;
}
