import { initContainers } from "./initContainers";
import { plainLift, type Lift } from "./lift";
import { completeParams, type CompleteInjectionParams, type InjectionParams } from "./params";
import { injectAnnotation, injectionRequired, injectionStatus, statusAnnotation } from "./policy";
import { certificateSecretName, proxyContainer, proxyVolumes } from "./proxyContainer";
import { listItems, workloadOf, type Workload } from "./workloads";

/** An object that cannot be injected, because a part of it has the wrong shape. */
export class InjectionError extends Error {
  override readonly name = "InjectionError";
}

/**
 * The object with a sidecar in its pods, by the rules of `istioctl kube-inject` 0.2.12. What gets none (another
 * kind, refused by policy, injected before) is returned as it is; a list is injected item by item. The object
 * itself is never changed.
 * @param object a Kubernetes object as YAML or JSON says it
 * @throws {InjectionParamsError} when the parameters are wrong
 * @throws {InjectionError} when the object's pod template has the wrong shape
 */
export function inject<T>(object: T, params: InjectionParams = {}): T {
  return injectThrough(plainLift, object, completeParams(params)) as T;
}

/**
 * {@link inject} for objects whose parts may not be known yet.
 * @param type the object's type where it does not say it itself
 */
export function injectThrough(
  lift: Lift,
  object: unknown,
  params: CompleteInjectionParams,
  type: { apiVersion?: unknown; kind?: unknown } = {},
): unknown {
  if (!isMapping(object)) return object;
  const apiVersion = object.apiVersion ?? type.apiVersion;
  const kind = object.kind ?? type.kind;
  const itemType = listItems(apiVersion, kind);
  if (itemType) return injectItems(lift, object, params, itemType);
  const workload = workloadOf(apiVersion, kind);
  return workload ? injectWorkload(lift, object, workload, params) : object;
}

function injectItems(
  lift: Lift,
  list: Mapping,
  params: CompleteInjectionParams,
  type: { apiVersion?: string; kind?: string },
): Mapping {
  if (list.items == null) return list;
  let changed = false;
  const items = lift.map(list.items, (found) => {
    const before = asList(found, "items");
    const after = before.map((item) => lift.map(item, (object) => injectThrough(lift, object, params, type)));
    changed ||= after.some((item, index) => item !== before[index]);
    return after;
  });
  const unknown = items !== list.items && !Array.isArray(items);
  return changed || unknown ? { ...list, items } : list;
}

function injectWorkload(
  lift: Lift,
  object: Mapping,
  { templatePath, annotatedPaths, labelledPaths }: Workload,
  params: CompleteInjectionParams,
): Mapping {
  const podSpecPath = [...templatePath, "spec"];
  const podSpec = read(lift, object, podSpecPath, "");
  if (podSpec == null) return object;

  const required = lift.all(
    [
      read(lift, object, ["metadata", "namespace"], ""),
      read(lift, object, ["metadata", "annotations", injectAnnotation], ""),
      read(lift, object, ["metadata", "annotations", statusAnnotation], ""),
      read(lift, podSpec, ["hostNetwork"], podSpecPath.join(".")),
      lift.map(podSpec, (spec) => spec != null),
    ],
    ([namespace, inject, status, hostNetwork, hasPods]) =>
      hasPods === true &&
      injectionRequired(
        {
          namespace: namespace == null ? "" : String(namespace),
          inject: inject == null ? undefined : String(inject),
          status: status == null ? undefined : String(status),
          hostNetwork: hostNetwork === true,
        },
        params,
      ),
  );
  if (required === false) return object;
  const where = (value: unknown, change: (value: unknown) => unknown): unknown =>
    lift.map(required, (yes) => (yes === true ? lift.map(value, change) : value));

  const serviceCluster = lift.all(
    labelledPaths.map((path) => read(lift, object, [...path, "metadata", "labels", "app"], "")),
    (apps) => String(apps.find((app) => app != null) ?? params.mesh.defaultConfig.serviceCluster),
  );
  const secretName = lift.map(read(lift, podSpec, ["serviceAccountName"], podSpecPath.join(".")), (name) =>
    certificateSecretName(name == null ? undefined : String(name)),
  );
  const append = (field: string, items: readonly unknown[]) => (value: unknown) => [
    ...asList(value ?? [], [...podSpecPath, field].join(".")),
    ...items,
  ];
  const annotate = (value: unknown) => ({
    ...(value as Mapping | undefined),
    [statusAnnotation]: injectionStatus(params.version),
  });

  const additions: Readonly<Record<string, readonly unknown[]>> = {
    initContainers: initContainers(params),
    containers: [proxyContainer(params, serviceCluster)],
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
}

type Mapping = Record<string, unknown>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is at a path; undefined where the path ends early. */
function read(lift: Lift, value: unknown, path: readonly string[], seen: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return lift.map(value, (found) => {
    if (found == null) return undefined;
    return read(lift, asMapping(found, seen)[key], rest, seen === "" ? key : `${seen}.${key}`);
  });
}

/** A copy of the object in which what is at a path is changed; mappings that are missing on the way are made. */
function update(
  lift: Lift,
  object: Mapping,
  path: readonly string[],
  change: (value: unknown) => unknown,
): Mapping {
  const [key, ...rest] = path as [string, ...string[]];
  const value = object[key];
  const changed =
    rest.length === 0
      ? change(value)
      : lift.map(value, (found) => update(lift, asMapping(found ?? {}, key), rest, change));
  return { ...object, [key]: changed };
}

function asMapping(value: unknown, path: string): Mapping {
  if (isMapping(value)) return value;
  throw new InjectionError(`${path}: found ${JSON.stringify(value)}: allowed is a mapping`);
}

function asList(value: unknown, path: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new InjectionError(`${path}: found ${JSON.stringify(value)}: allowed is a list`);
}
