import { classicInjector } from "./classic/injectWorkload";
import type { InjectionParams } from "./classic/params";
import { currentInjector } from "./current/injectWorkload";
import type { CurrentInjectionParams } from "./current/params";
import { isMapping } from "../../lib/mapping";
import { asList } from "./objects";
import { changed, listItems, workloadOf, type WorkloadInjector } from "./workloads";

/** Injection parameters of the classic mesh (default) or of the current mesh. */
export type SidecarParams =
  ({ istio?: "classic" } & InjectionParams) | ({ istio: "current" } & CurrentInjectionParams);

/**
 * Returns the object with a sidecar in its pods, by the rules of `istioctl kube-inject` of the same mesh. Lists
 * are injected item by item. An object that does not get a sidecar (another kind, excluded by the policy,
 * already injected) is returned itself. The input is never changed.
 * @param object a Kubernetes object in the form of YAML or JSON
 * @throws {InjectionParamsError} if the parameters are invalid
 * @throws {InjectionError} if a part of the object has the wrong shape or an invalid value
 */
export function inject<T>(object: T, params: SidecarParams = {}): T {
  return injectObject(object, injectorOf(params)) as T;
}

/**
 * Returns the injector for the parameters.
 * @throws {InjectionParamsError} with all problems of the parameters
 */
export function injectorOf(params: SidecarParams): WorkloadInjector {
  return params.istio === "current" ? currentInjector(params) : classicInjector(params);
}

/**
 * {@link inject} with an injector.
 * @param type type of the object if the object itself omits it
 */
export function injectObject(
  object: unknown,
  injector: WorkloadInjector,
  type: { apiVersion?: unknown; kind?: unknown } = {},
): unknown {
  if (!isMapping(object)) return object;
  const apiVersion = object.apiVersion ?? type.apiVersion;
  const kind = object.kind ?? type.kind;
  const itemType = listItems(apiVersion, kind);
  if (itemType && object.items != null) {
    const before = asList(object.items, "items");
    const items = before.map((item) => injectObject(item, injector, itemType));
    return items.some((item, index) => item !== before[index]) ? { ...object, items } : object;
  }
  const workload = workloadOf(apiVersion, kind);
  if (!workload || !injector.selects(object, workload)) return object;
  return changed(object, injector.changes(workload));
}
