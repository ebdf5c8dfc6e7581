import type { Mapping } from "../../../lib/mapping";
import { statusAnnotation } from "../selection";
import { overridesAnnotation, overridesText } from "./overrides";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";
import { mergedAnnotations, mergesMetrics, replacedAnnotations, securePort } from "./prometheus";
import { applicationContainers, networkOf } from "./proxyEnvironment";
import { initContainerName, interceptionMode, isNative, proxyConfigOf, proxyContainerName } from "./settings";
import { podVolumes, volumes } from "./volumes";

/** Adds the labels by which the mesh identifies the pods. */
export function labelsWith(own: unknown, pod: Pod, params: CompleteCurrentParams): object {
  return {
    ...(own as Mapping | null | undefined),
    "security.istio.io/tlsMode": pod.label("security.istio.io/tlsMode") || "istio",
    "service.istio.io/canonical-name": canonicalName(pod),
    "service.istio.io/canonical-revision": canonicalRevision(pod),
    ...optionalLabels(pod, params),
  };
}

/** Adds the injection status and the location of the metrics. */
export function annotationsWith(own: unknown, pod: Pod, params: CompleteCurrentParams): object {
  const merges = mergesMetrics(pod, params);
  const replaced = merges ? replacedAnnotations(pod) : [];
  const overrides = overridesText(pod, params);
  return {
    ...Object.fromEntries(
      Object.entries((own as Mapping | null) ?? {}).filter(([name]) => !replaced.includes(name)),
    ),
    "istio.io/rev": params.revision || "default",
    [statusAnnotation]: injectionStatus(pod, params),
    ...defaultContainer(pod),
    ...(merges && mergedAnnotations(pod, params)),
    ...securePort(pod, params),
    ...(overrides !== undefined && { [overridesAnnotation]: overrides }),
  };
}

/** Service name of the pods in metrics and traces. */
function canonicalName(pod: Pod): string {
  const name =
    pod.label("service.istio.io/canonical-name") ||
    pod.label("app.kubernetes.io/name") ||
    pod.label("app") ||
    pod.name;
  return name.slice(0, 63).replace(/^[-_.]+|[-_.]+$/g, "");
}

/** Service version of the pods in metrics and traces. */
function canonicalRevision(pod: Pod): string {
  return (
    pod.label("service.istio.io/canonical-revision") ||
    pod.label("app.kubernetes.io/version") ||
    pod.label("version") ||
    "latest"
  );
}

/** Labels that depend on network and settings. */
function optionalLabels(pod: Pod, params: CompleteCurrentParams): Record<string, string> {
  const network = networkOf(pod, params);
  const tunnels = proxyConfigOf(pod, params).proxyMetadata?.ISTIO_META_ENABLE_HBONE === "true";
  return {
    ...(tunnels && { "networking.istio.io/tunnel": pod.label("networking.istio.io/tunnel") || "http" }),
    ...(network !== "" && { "topology.istio.io/network": network }),
  };
}

/** Makes the application's first container the default of kubectl. */
function defaultContainer(pod: Pod): Record<string, string> {
  const [first] = applicationContainers(pod);
  if (first === undefined) return {};
  const names = ["kubectl.kubernetes.io/default-container", "kubectl.kubernetes.io/default-logs-container"];
  return Object.fromEntries(names.map((name) => [name, pod.annotation(name) ?? first]));
}

function injectionStatus(pod: Pod, params: CompleteCurrentParams): string {
  const native = isNative(pod, params);
  const orNull = (names: readonly string[]) => (names.length === 0 ? null : names);
  return JSON.stringify({
    initContainers: orNull([
      ...(interceptionMode(pod, params) === "NONE" ? [] : [initContainerName]),
      ...(native ? [proxyContainerName] : []),
    ]),
    containers: orNull(native ? [] : [proxyContainerName]),
    volumes: [...volumes, ...podVolumes(pod)].map(({ name }) => name),
    imagePullSecrets: orNull(params.imagePullSecrets),
    revision: params.revision || "default",
  });
}
