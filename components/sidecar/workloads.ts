import type { Lift } from "./lift";
import type { Mapping } from "./objects";

/**
 * Returns the object with a sidecar, or the same object if it does not get one.
 * @param type type of the workload, which the object itself may omit
 */
export type WorkloadInjector = (
  lift: Lift,
  object: Mapping,
  workload: Workload,
  type: { apiVersion: string; kind: string },
) => Mapping;

/** Paths in the objects of a workload kind. */
export interface Workload {
  /** Path of the pod template; empty for a pod. */
  templatePath: readonly string[];
  /** Paths of the parts that get the status annotation. */
  annotatedPaths: readonly (readonly string[])[];
  /** Paths of the parts with pod labels, by descending priority. */
  labelledPaths: readonly (readonly string[])[];
}

const template = ["spec", "template"];
const templated: Workload = {
  templatePath: template,
  annotatedPaths: [[], template],
  labelledPaths: [template],
};

const jobTemplate = ["spec", "jobTemplate"];
const ofCronJob: Workload = {
  templatePath: [...jobTemplate, ...template],
  annotatedPaths: [[], jobTemplate],
  labelledPaths: [[...jobTemplate, ...template], jobTemplate],
};

const pod: Workload = { templatePath: [], annotatedPaths: [[]], labelledPaths: [[]] };

/** API groups and paths of each kind. */
const workloads: Readonly<Record<string, { groups: readonly string[]; workload: Workload }>> = {
  Deployment: { groups: ["apps", "extensions"], workload: templated },
  DaemonSet: { groups: ["apps", "extensions"], workload: templated },
  ReplicaSet: { groups: ["apps", "extensions"], workload: templated },
  ReplicationController: { groups: [""], workload: templated },
  StatefulSet: { groups: ["apps"], workload: templated },
  Job: { groups: ["batch"], workload: templated },
  CronJob: { groups: ["batch"], workload: ofCronJob },
  Pod: { groups: [""], workload: pod },
};

/** The kinds that get sidecars. */
export const workloadKinds: readonly string[] = Object.keys(workloads);

/** Returns the paths of a type, or undefined if its objects get no sidecar. */
export function workloadOf(apiVersion: unknown, kind: unknown): Workload | undefined {
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !Object.hasOwn(workloads, kind))
    return undefined;
  const { groups, workload } = workloads[kind]!;
  return groups.includes(groupOf(apiVersion)) ? workload : undefined;
}

/**
 * Returns the type of a list's items: empty for `List`, one type for lists such as `DeploymentList`, whose
 * items may omit their type. Undefined if the list cannot contain workloads.
 */
export function listItems(
  apiVersion: unknown,
  kind: unknown,
): { apiVersion?: string; kind?: string } | undefined {
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !kind.endsWith("List")) return undefined;
  if (kind === "List") return groupOf(apiVersion) === "" ? {} : undefined;
  const itemKind = kind.slice(0, -"List".length);
  return workloadOf(apiVersion, itemKind) ? { apiVersion, kind: itemKind } : undefined;
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
