import { jsonText } from "../../../lib/jsonText";
import { isMapping } from "../../../lib/mapping";
import type { CompleteCurrentParams } from "./params";
import type { Container, Pod } from "./pod";
import { initContainerName, interceptionMode, isNative, proxyConfigOf, proxyContainerName } from "./settings";

/** Image name of a pod's own `istio-proxy` container that stands for the injector's image. */
const autoImage = "auto";

/** Annotation with the pod's own settings of the injected containers. */
export const overridesAnnotation = "proxy.istio.io/overrides";

/** Merge keys of the lists that Kubernetes merges. */
const mergeKeys: Readonly<Record<string, string>> = {
  env: "name",
  ports: "containerPort",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
};

/** Returns the pod's own settings of an injected container, if any. */
export function overrideOf(pod: Pod, name: string): Container | undefined {
  const own = pod.container(name);
  if (own === undefined || own.image !== autoImage) return own;
  const { image: _, ...others } = own;
  return others;
}

/** Merges the pod's own settings into an injected container. */
export function overridden(container: Container, pod: Pod, params: CompleteCurrentParams): Container {
  const own = overrideOf(pod, container.name);
  if (own === undefined) return container;
  const merged = merge(container, own, "") as Container;
  const userIsFixed =
    container.name === proxyContainerName &&
    mayBeTransparent(pod, params) &&
    own.securityContext?.runAsUser !== undefined;
  // A transparent proxy must run as root.
  return userIsFixed ? { ...merged, securityContext: { ...merged.securityContext, runAsUser: 0 } } : merged;
}

/** True if the mesh or the pod requests TPROXY, even if the pod overrides the mesh. */
function mayBeTransparent(pod: Pod, params: CompleteCurrentParams): boolean {
  const mode = interceptionMode(pod, params);
  return mode !== "NONE" && [mode, proxyConfigOf(pod, params).interceptionMode].includes("TPROXY");
}

/** The pod's own settings of the injected containers as JSON; undefined without any. */
export function overridesText(pod: Pod, params: CompleteCurrentParams): string | undefined {
  const native = isNative(pod, params);
  const redirects = interceptionMode(pod, params) !== "NONE";
  const of = (name: string, isInjected: boolean) => (isInjected ? (overrideOf(pod, name) ?? []) : []);
  const containers = [of(proxyContainerName, !native)].flat();
  const initContainers = [of(initContainerName, redirects), of(proxyContainerName, native)].flat();
  if (containers.length + initContainers.length === 0) return undefined;
  return jsonText({
    ...(containers.length > 0 && { containers }),
    ...(initContainers.length > 0 && { initContainers }),
  });
}

/** Merges like Kubernetes' strategic merge patch. */
function merge(base: unknown, own: unknown, field: string): unknown {
  if (isMapping(base) && isMapping(own)) {
    const merged = Object.entries(own).map(([key, value]) => [
      key,
      key in base ? merge(base[key], value, key) : value,
    ]);
    return { ...base, ...Object.fromEntries(merged) };
  }
  const key = mergeKeys[field];
  if (key === undefined || !Array.isArray(base) || !Array.isArray(own)) return own;
  const keyOf = (item: unknown) => (item as Record<string, unknown> | null)?.[key];
  const counterpart = (item: unknown) => own.find((other) => keyOf(other) === keyOf(item));
  return [
    ...base.map((item) => merge(item, counterpart(item) ?? item, "")),
    ...own.filter((item) => !base.some((other) => keyOf(other) === keyOf(item))),
  ];
}
