import { injectorOf, type SidecarParams } from "./injectors";
import { plainLift, type Lift } from "./lift";
import { asList, isMapping, type Mapping } from "./objects";
import { listItems, workloadOf, type WorkloadInjector } from "./workloads";

/**
 * Returns the object with a sidecar in its pods, by the rules of `istioctl kube-inject` of the same mesh. Lists
 * are injected item by item. An object that does not get a sidecar (another kind, excluded by the policy,
 * already injected) is returned itself. The input is never changed.
 * @param object a Kubernetes object in the form of YAML or JSON
 * @throws {InjectionParamsError} if the parameters are invalid
 * @throws {InjectionError} if a part of the object has the wrong shape or an invalid value
 */
export function inject<T>(object: T, params: SidecarParams = {}): T {
  return injectThrough(plainLift, object, injectorOf(params)) as T;
}

/**
 * {@link inject} for objects with parts that may not be known yet.
 * @param type type of the object if the object itself omits it
 */
export function injectThrough(
  lift: Lift,
  object: unknown,
  injector: WorkloadInjector,
  type: { apiVersion?: unknown; kind?: unknown } = {},
): unknown {
  if (!isMapping(object)) return object;
  const apiVersion = object.apiVersion ?? type.apiVersion;
  const kind = object.kind ?? type.kind;
  const itemType = listItems(apiVersion, kind);
  if (itemType) return injectItems(lift, object, injector, itemType);
  const workload = workloadOf(apiVersion, kind);
  return workload
    ? injector(lift, object, workload, { apiVersion: apiVersion as string, kind: kind as string })
    : object;
}

function injectItems(
  lift: Lift,
  list: Mapping,
  injector: WorkloadInjector,
  type: { apiVersion?: string; kind?: string },
): Mapping {
  if (list.items == null) return list;
  let changed = false;
  const items = lift.map(list.items, (found) => {
    const before = asList(found, "items");
    const after = before.map((item) =>
      lift.map(item, (object) => injectThrough(lift, object, injector, type)),
    );
    changed ||= after.some((item, index) => item !== before[index]);
    return after;
  });
  const unknown = items !== list.items && !Array.isArray(items);
  return changed || unknown ? { ...list, items } : list;
}
