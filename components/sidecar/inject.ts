import { injectorOf, type SidecarParams } from "./injectors";
import { plainLift, type Lift } from "./lift";
import { asList, isMapping, type Mapping } from "./objects";
import { listItems, workloadOf, type WorkloadInjector } from "./workloads";

/**
 * The object with a sidecar in its pods, by the rules of that generation's `istioctl kube-inject`. What gets none
 * (another kind, refused by policy, injected before) is returned as it is; a list is injected item by item. The
 * object itself is never changed.
 * @param object a Kubernetes object as YAML or JSON says it
 * @throws {InjectionParamsError} when the parameters are wrong
 * @throws {InjectionError} when the object cannot be injected: a part has the wrong shape, or says what is not allowed
 */
export function inject<T>(object: T, params: SidecarParams = {}): T {
  return injectThrough(plainLift, object, injectorOf(params)) as T;
}

/**
 * {@link inject} for objects whose parts may not be known yet.
 * @param type the object's type where it does not say it itself
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
