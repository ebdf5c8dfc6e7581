import type { Mapping } from "../../../lib/mapping";
import { asList, at, textAt, type Path } from "../objects";
import { bothParts, partsAt, type Parts } from "../parts";
import { injectName, isSelected, statusAnnotation } from "../selection";
import type { Change, Workload, WorkloadInjector } from "../workloads";
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
    selectedBy: ({ templatePath }) =>
      bothParts(
        { metadata: { namespace: true, annotations: { [injectName]: true, [statusAnnotation]: true } } },
        partsAt([...templatePath, "spec"], { hostNetwork: true }),
      ),
    changes: (workload) => [...listChanges(workload, complete), ...annotationChanges(workload, complete)],
  };
}

/** The changes of the lists to which items are added. */
function listChanges(workload: Workload, params: CompleteInjectionParams): Change[] {
  const podSpec = [...workload.templatePath, "spec"];
  const serviceAccount = [...podSpec, "serviceAccountName"];
  const adding = (field: string, items: (object: Mapping) => object[], read: Parts = {}): Change => {
    const path = [...podSpec, field];
    return {
      path,
      reads: bothParts(partsAt(path, []), read),
      value: (object) => [...asList(at(object, path) ?? [], path.join(".")), ...items(object)],
    };
  };
  return [
    adding("initContainers", () => initContainers(params)),
    adding(
      "containers",
      (object) => [proxyContainer(params, serviceCluster(object, workload, params))],
      appPaths(workload)
        .map((path) => partsAt(path, true))
        .reduce(bothParts),
    ),
    adding(
      "volumes",
      (object) => proxyVolumes(certificateSecretName(textAt(object, serviceAccount))),
      partsAt(serviceAccount, true),
    ),
  ];
}

function annotationChanges({ annotatedPaths }: Workload, { version }: CompleteInjectionParams): Change[] {
  return annotatedPaths.map((part) => {
    const path = [...part, "metadata", "annotations"];
    const status = { [statusAnnotation]: `injected-version-${version}` };
    const value = (object: Mapping) => ({ ...(at(object, path) as Mapping | undefined), ...status });
    return { path, reads: partsAt(path, {}), value };
  });
}

/** The paths of the pods' label `app`, by descending priority. */
const appPaths = ({ labelledPaths }: Workload): Path[] =>
  labelledPaths.map((path) => [...path, "metadata", "labels", "app"]);

/** Envoy's name of the service: the pods' label `app`, if they have one. */
function serviceCluster(object: Mapping, workload: Workload, params: CompleteInjectionParams): string {
  const apps = appPaths(workload).map((path) => textAt(object, path));
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
