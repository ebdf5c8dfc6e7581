import { asList, at, update, type Mapping } from "../objects";
import type { Workload, WorkloadInjector } from "../workloads";
import { initContainers } from "./initContainers";
import { completeParams, type CompleteInjectionParams, type InjectionParams } from "./params";
import { injectAnnotation, injectionRequired, injectionStatus, statusAnnotation } from "./policy";
import { certificateSecretName, proxyContainer, proxyVolumes } from "./proxyContainer";

/**
 * Returns the injector of Istio 0.2, which follows `istioctl kube-inject` 0.2.12.
 * @throws {InjectionParamsError} if the parameters are invalid
 */
export function classicInjector(params: InjectionParams): WorkloadInjector {
  const complete = completeParams(params);
  return (lift, object, workload) => {
    const { templatePath, annotatedPaths, labelledPaths } = workload;
    const podSpecPath = [...templatePath, "spec"];
    const required = lift.derive(object, (known) => isRequired(known, workload, complete));
    if (required === false) return object;
    const where = (value: unknown, change: (value: unknown) => unknown): unknown =>
      lift.map(required, (yes) => (yes === true ? lift.map(value, change) : value));

    const serviceCluster = lift.derive(object, (known) => {
      const apps = labelledPaths.map((path) => at(known, [...path, "metadata", "labels", "app"]));
      return String(apps.find((app) => app != null) ?? complete.mesh.defaultConfig.serviceCluster);
    });
    const secretName = lift.derive(object, (known) => {
      const name = at(known, [...podSpecPath, "serviceAccountName"]);
      return certificateSecretName(name == null ? undefined : String(name));
    });
    const append = (field: string, items: readonly unknown[]) => (value: unknown) => [
      ...asList(value ?? [], [...podSpecPath, field].join(".")),
      ...items,
    ];
    const annotate = (value: unknown) => ({
      ...(value as Mapping | undefined),
      [statusAnnotation]: injectionStatus(complete.version),
    });

    const additions: Readonly<Record<string, readonly unknown[]>> = {
      initContainers: initContainers(complete),
      containers: [proxyContainer(complete, serviceCluster)],
      volumes: proxyVolumes(secretName),
    };
    let result = object;
    for (const [field, items] of Object.entries(additions)) {
      result = update(lift, result, [...podSpecPath, field], (value) => where(value, append(field, items)));
    }
    for (const path of annotatedPaths) {
      result = update(lift, result, [...path, "metadata", "annotations"], (value) => where(value, annotate));
    }
    return result;
  };
}

function isRequired(object: Mapping, { templatePath }: Workload, params: CompleteInjectionParams): boolean {
  const podSpecPath = [...templatePath, "spec"];
  if (at(object, podSpecPath) == null) return false;
  const text = (...path: string[]) => {
    const value = at(object, path);
    return value == null ? undefined : String(value);
  };
  return injectionRequired(
    {
      namespace: text("metadata", "namespace") ?? "",
      inject: text("metadata", "annotations", injectAnnotation),
      status: text("metadata", "annotations", statusAnnotation),
      hostNetwork: at(object, [...podSpecPath, "hostNetwork"]) === true,
    },
    params,
  );
}
