import * as pulumi from "@pulumi/pulumi";
import { initContainerName, proxyContainerName } from "./current/settings";
import { injectObject, injectorOf, type SidecarParams } from "./inject";
import { isKnown, isPlain, passOn, restored, whenKnown, type Parts } from "./knownParts";
import { at, isMapping, update, type Mapping, type Path } from "./objects";
import { injectName, statusAnnotation } from "./selection";
import { listItems, workloadOf, type Workload, type WorkloadInjector } from "./workloads";

/**
 * Returns a transform that injects a sidecar into every Kubernetes workload registered under a stack or
 * component; other resources stay unchanged.
 *
 * Values that the injector only passes on, such as images, environment variables and the sources of volumes, stay
 * as they are: known, unknown or secret. If another value of a workload is an output (a label, a namespace, the
 * name of a container), the fields that get parts of the sidecar become outputs. They are unknown in a preview
 * while that value is, and secret if it is.
 * @throws {InjectionParamsError} if the parameters are invalid
 */
export function sidecarTransform(params: SidecarParams = {}): pulumi.ResourceTransform {
  const injector = injectorOf(params);
  return ({ type, props, opts }) => {
    const object = objectType(type);
    if (!object) return undefined;
    const injected = injectInputs(props as Mapping, injector, object);
    return injected === props ? undefined : { props: injected, opts };
  };
}

/** Splits a type token of the Kubernetes provider, such as `kubernetes:apps/v1:Deployment`. */
function objectType(type: string): { apiVersion: string; kind: string } | undefined {
  const match = /^kubernetes:([^:]+):([^:]+)$/.exec(type);
  if (!match) return undefined;
  return { apiVersion: match[1]!.replace(/^core\//, ""), kind: match[2]! };
}

function injectInputs(
  object: Mapping,
  injector: WorkloadInjector,
  type: { apiVersion: string; kind: string },
): Mapping {
  const { apiVersion = type.apiVersion, kind = type.kind, items } = object;
  if (listItems(apiVersion, kind)) {
    if (isKnown(items)) return injectObject(object, injector, type) as Mapping;
    const injectItems = (known: unknown) =>
      (injectObject({ apiVersion, kind, items: known }, injector) as Mapping).items;
    return { ...object, items: whenKnown(items, true, injectItems) };
  }
  const workload = workloadOf(apiVersion, kind);
  if (!workload) return object;
  const deciding = passOn(object, decidingParts(workload)) as Mapping;
  if (isKnown(deciding) && !injector.selects(deciding, workload)) return object;
  const injected = whenKnown(object, readParts(workload), (known) => {
    const found = known as Mapping;
    return restored(injector.selects(found, workload) ? injector.inject(found, workload) : found) as Mapping;
  });
  return pulumi.Output.isInstance(injected)
    ? injector.changedPaths(workload).reduce((result, path) => withOutput(result, path, injected), object)
    : (injected as Mapping);
}

/**
 * Replaces the value at a path by an output of the injected object's value there. If a part of the path is missing or
 * not plain, replaces that part instead.
 * @param start the index in the path of the key to replace
 */
function withOutput(
  object: Mapping,
  path: Path,
  injected: pulumi.OutputInstance<Mapping>,
  start = 0,
): Mapping {
  const key = path[start]!;
  // The provider names an object without a name, which it cannot do with unknown metadata.
  const value = object[key] ?? (start === 0 && key === "metadata" ? {} : undefined);
  const isField = start === path.length - 1 || !isMapping(value) || !isPlain(value);
  return {
    ...object,
    [key]: isField
      ? injected.apply((known) => at(known, path.slice(0, start + 1)))
      : withOutput(value, path, injected, start + 1),
  };
}

/** The parts of a workload by which the injectors select it. */
function decidingParts({ templatePath }: Workload): Parts {
  const names = { [injectName]: true, [statusAnnotation]: true } as const;
  return partsAt([
    [["metadata"], { namespace: true, annotations: names }],
    [[...templatePath, "metadata"], { namespace: true, labels: names, annotations: names }],
    [[...templatePath, "spec"], { hostNetwork: true }],
  ]);
}

/** All parts of a workload that the injectors read. */
function readParts({ templatePath, annotatedPaths, labelledPaths }: Workload): Parts {
  return partsAt([
    [["metadata"], { name: true, namespace: true }],
    ...annotatedPaths.map((path): [Path, Fields] => [[...path, "metadata"], { annotations }]),
    ...labelledPaths.map((path): [Path, Fields] => [[...path, "metadata"], { labels: true }]),
    [[...templatePath, "metadata"], { namespace: true, annotations }],
    [
      [...templatePath, "spec"],
      {
        hostNetwork: true,
        serviceAccountName: true,
        imagePullSecrets: true,
        containers: container,
        initContainers: container,
        volumes: { name: true },
      },
    ],
  ]);
}

type Fields = Record<string, Parts>;

/** Annotations for the mesh and those that injection replaces. */
const annotations: Parts = (found) =>
  Object.fromEntries(
    Object.keys(found as Mapping)
      .filter((name) => /istio|prometheus|kubectl/.test(name))
      .map((name) => [name, true]),
  );

/** A container with the name of an injected one contains settings for it. */
const container: Parts = (found) => {
  const { name } = found as Mapping;
  if (typeof name !== "string" || [proxyContainerName, initContainerName].includes(name)) return true;
  return {
    name: true,
    ports: true,
    readinessProbe: true,
    livenessProbe: true,
    startupProbe: true,
    lifecycle: true,
  };
};

/** The parts at several paths. */
function partsAt(found: readonly [Path, Fields][]): Parts {
  return found.reduce<Mapping>(
    (parts, [path, fields]) => update(parts, path, (others) => ({ ...(others as Mapping), ...fields })),
    {},
  ) as Fields;
}
