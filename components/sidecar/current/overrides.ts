import { isMapping } from "../objects";
import type { CompleteCurrentParams } from "./params";
import type { Container, Pod } from "./pod";
import { initContainerName, proxyContainerName } from "./proxyConstants";
import { interceptionMode, isNative, proxyConfigOf } from "./settings";

/** Name of an image that stands for the one that the injector gives. */
const autoImage = "auto";

/** Annotation that keeps what the pods say of the injected containers. */
export const overridesAnnotation = "proxy.istio.io/overrides";

/** Fields of a container whose lists Kubernetes merges, and the key that it merges them by. */
const mergeKeys: Readonly<Record<string, string>> = {
  env: "name",
  ports: "containerPort",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
};

/** What the pods themselves say of an injected container; undefined where they say nothing. */
export function overrideOf(pod: Pod, name: string): Container | undefined {
  const own = pod.container(name);
  if (own === undefined || own.image !== autoImage) return own;
  const { image: _, ...others } = own;
  return others;
}

/** An injected container with what the pods say of it on top. */
export function overridden(container: Container, pod: Pod, params: CompleteCurrentParams): Container {
  const own = overrideOf(pod, container.name);
  if (own === undefined) return container;
  const merged = merge(container, own, "") as Container;
  const userIsFixed =
    container.name === proxyContainerName &&
    mayBeTransparent(pod, params) &&
    own.securityContext?.runAsUser !== undefined;
  // To be transparent the proxy has to be root.
  return userIsFixed ? { ...merged, securityContext: { ...merged.securityContext, runAsUser: 0 } } : merged;
}

/** Whether the mesh or the pods ask for transparency, also where the pods take back what the mesh asks for. */
function mayBeTransparent(pod: Pod, params: CompleteCurrentParams): boolean {
  const mode = interceptionMode(pod, params);
  return mode !== "NONE" && [mode, proxyConfigOf(pod, params).interceptionMode].includes("TPROXY");
}

/** What the pods say of the injected containers, as JSON; undefined where they say nothing. */
export function overridesText(pod: Pod, params: CompleteCurrentParams): string | undefined {
  const native = isNative(pod, params);
  const redirects = interceptionMode(pod, params) !== "NONE";
  const of = (name: string, isInjected: boolean) => (isInjected ? (overrideOf(pod, name) ?? []) : []);
  const containers = [of(proxyContainerName, !native)].flat();
  const initContainers = [of(initContainerName, redirects), of(proxyContainerName, native)].flat();
  if (containers.length + initContainers.length === 0) return undefined;
  return JSON.stringify({
    ...(containers.length > 0 && { containers }),
    ...(initContainers.length > 0 && { initContainers }),
  });
}

/** One value laid over another as Kubernetes' strategic merge lays a patch: what the other has and it has not, stays. */
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
  const keyOf = (item: unknown) => (item as Record<string, unknown>)[key];
  const counterpart = (item: unknown) => own.find((other) => keyOf(other) === keyOf(item));
  return [
    ...base.map((item) => merge(item, counterpart(item) ?? item, "")),
    ...own.filter((item) => !base.some((other) => keyOf(other) === keyOf(item))),
  ];
}
