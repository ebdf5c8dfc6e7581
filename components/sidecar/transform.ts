import * as pulumi from "@pulumi/pulumi";
import { injectorOf, type SidecarParams } from "./inject";
import { isKnown, isPlain, passOn, restored, whenKnown } from "./knownParts";
import { isMapping, type Mapping } from "../../lib/mapping";
import { asList, at, update, type Path } from "./objects";
import { bothParts } from "./parts";
import { changed, listItems, workloadOf, type Workload, type WorkloadInjector } from "./workloads";

/**
 * Returns a transform that injects a sidecar into every Kubernetes workload registered under a stack or
 * component; other resources stay unchanged.
 *
 * Values that the injector only passes on, such as images, environment variables and the sources of volumes, stay
 * as they are: known, unknown or secret. If another value of a workload is an output (a label, a namespace, the
 * name of a container), each changed field that depends on it becomes an output as a whole: the pods' labels or
 * annotations, or one of their lists. It is unknown in a preview while that value is, and secret if it is.
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
  type: { apiVersion?: string; kind?: string },
): Mapping {
  const { apiVersion = type.apiVersion, kind = type.kind, items } = object;
  const itemType = listItems(apiVersion, kind);
  if (itemType) {
    const injectItem = (item: unknown) => (isMapping(item) ? injectInputs(item, injector, itemType) : item);
    const injected = whenPlain(items ?? [], (list) =>
      asList(list, "items").map((item) => whenPlain(item, injectItem)),
    );
    return sameItems(injected, items ?? []) ? object : { ...object, items: injected };
  }
  const workload = workloadOf(apiVersion, kind);
  return workload ? injectWorkload(object, injector, workload) : object;
}

function injectWorkload(object: Mapping, injector: WorkloadInjector, workload: Workload): Mapping {
  const selectedBy = injector.selectedBy(workload);
  const deciding = passOn(object, selectedBy);
  if (isKnown(deciding) && !injector.selects(deciding as Mapping, workload)) return object;
  const changes = injector.changes(workload);
  const parts = changes.map(({ path }) => changedPart(object, path));
  return distinct(parts).reduce((result, part) => {
    const within = changes.filter(({ path }) => part.every((key, index) => key === path[index]));
    const reads = within.map((change) => change.reads).reduce(bothParts, selectedBy);
    const value = whenKnown(object, reads, (found) => {
      const known = found as Mapping;
      return restored(at(injector.selects(known, workload) ? changed(known, within) : known, part));
    });
    return update(result, part, () => value);
  }, object);
}

const distinct = (paths: readonly Path[]): Path[] => [
  ...new Map(paths.map((path) => [path.join("."), path])).values(),
];

/** Applies a function to a value, or to that of an output. */
const whenPlain = (value: unknown, change: (value: unknown) => unknown): unknown =>
  isPlain(value) ? change(value) : whenKnown(value, true, change);

const sameItems = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other) && one.every((item, index) => item === other[index]);

/** The part of a workload that an injected value replaces: a changed field, or a part above it that is an output. */
function changedPart(object: Mapping, path: Path): Path {
  const isOutput = (_: string, index: number) => !isPlain(at(object, path.slice(0, index + 1)));
  const first = path.findIndex(isOutput);
  return first < 0 ? path : path.slice(0, first + 1);
}
