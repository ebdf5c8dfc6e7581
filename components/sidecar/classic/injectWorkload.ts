import { asList, at, update, type Mapping, type Path } from "../objects";
import { injectName, isSelected, statusAnnotation } from "../selection";
import type { Workload, WorkloadInjector } from "../workloads";
import { certificateSecretName, initContainers, proxyContainer, proxyVolumes } from "./containers";
import { completeParams, type CompleteInjectionParams, type InjectionParams } from "./params";

/**
 * Returns the injector of Istio 0.2, which follows `istioctl kube-inject` 0.2.12.
 * @throws {InjectionParamsError} if the parameters are invalid
 */
export function classicInjector(params: InjectionParams): WorkloadInjector {
  const complete = completeParams(params);
  return {
    selects: (object, workload) => isRequired(object, workload, complete),
    inject: (object, workload) => {
      const injected = additions(object, workload, complete).reduce(
        (result, [path, items]) =>
          update(result, path, (own) => [...asList(own ?? [], path.join(".")), ...items]),
        object,
      );
      const status = { [statusAnnotation]: `injected-version-${complete.version}` };
      return annotationPaths(workload).reduce(
        (result, path) => update(result, path, (own) => ({ ...(own as Mapping | undefined), ...status })),
        injected,
      );
    },
    changedPaths: (workload) => [
      ...additions({}, workload, complete).map(([path]) => path),
      ...annotationPaths(workload),
    ],
  };
}

/** The items that a pod gets, by the path of their list. */
function additions(
  object: Mapping,
  workload: Workload,
  params: CompleteInjectionParams,
): readonly [Path, readonly object[]][] {
  const podSpecPath = [...workload.templatePath, "spec"];
  const account = textAt(object, [...podSpecPath, "serviceAccountName"]);
  return [
    [[...podSpecPath, "initContainers"], initContainers(params)],
    [[...podSpecPath, "containers"], [proxyContainer(params, serviceCluster(object, workload, params))]],
    [[...podSpecPath, "volumes"], proxyVolumes(certificateSecretName(account))],
  ];
}

const annotationPaths = ({ annotatedPaths }: Workload): Path[] =>
  annotatedPaths.map((path) => [...path, "metadata", "annotations"]);

/** Envoy's name of the service: the pods' label `app`, if they have one. */
function serviceCluster(object: Mapping, workload: Workload, params: CompleteInjectionParams): string {
  const apps = workload.labelledPaths.map((path) => textAt(object, [...path, "metadata", "labels", "app"]));
  return apps.find((app) => app !== undefined) ?? params.mesh.defaultConfig.serviceCluster;
}

/**
 * Decides whether a workload gets a sidecar. One with a status annotation already has one. On the host network
 * the redirection would affect the traffic of the node.
 */
function isRequired(object: Mapping, { templatePath }: Workload, params: CompleteInjectionParams): boolean {
  const podSpec = at(object, [...templatePath, "spec"]);
  if (podSpec == null || at(object, [...templatePath, "spec", "hostNetwork"]) === true) return false;
  const annotation = (name: string) => textAt(object, ["metadata", "annotations", name]);
  if (annotation(statusAnnotation) !== undefined) return false;
  const asked = annotation(injectName);
  const namespace = textAt(object, ["metadata", "namespace"]) ?? "";
  return isSelected(namespace, asked === undefined ? undefined : saysYes(asked), params);
}

/** Istio accepts the words of YAML 1.1 for true and treats all other text as false. */
function saysYes(annotation: string): boolean {
  return ["y", "yes", "true", "on"].includes(annotation.toLowerCase());
}

function textAt(object: Mapping, path: Path): string | undefined {
  const value = at(object, path);
  return value == null ? undefined : String(value);
}
