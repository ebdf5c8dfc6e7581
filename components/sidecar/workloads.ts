import type { Mapping } from "../../lib/mapping";
import { update, type Path } from "./objects";
import type { Parts } from "./parts";

/** Injects sidecars into workloads. */
export interface WorkloadInjector {
  /** Whether the workload gets a sidecar. */
  selects(object: Mapping, workload: Workload): boolean;
  /** The parts of a workload that {@link selects} reads. */
  selectedBy(workload: Workload): Parts;
  /** The changes that add the sidecar to a selected workload. */
  changes(workload: Workload): readonly Change[];
}

/** The change of one field of a workload. */
export interface Change {
  path: Path;
  /** The parts of the workload that {@link value} reads. */
  reads: Parts;
  /**
   * Returns the new value of the field.
   * @param object the workload before all changes
   * @throws {InjectionError} if the workload has invalid settings for its sidecar
   */
  value(object: Mapping): unknown;
}

/** Returns the workload with changed fields. */
export function changed(object: Mapping, changes: readonly Change[]): Mapping {
  return changes.reduce((result, { path, value }) => update(result, path, () => value(object)), object);
}

/** A type of workload, with paths in its objects. */
export interface Workload extends WorkloadPaths {
  apiVersion: string;
  kind: string;
}

interface WorkloadPaths {
  /** Path of the pod template; empty for a pod. */
  templatePath: Path;
  /** Paths of the parts that get the status annotation. */
  annotatedPaths: readonly Path[];
  /** Paths of the parts with pod labels, by descending priority. */
  labelledPaths: readonly Path[];
}

const template = ["spec", "template"];
const templated: WorkloadPaths = {
  templatePath: template,
  annotatedPaths: [[], template],
  labelledPaths: [template],
};

const jobTemplate = ["spec", "jobTemplate"];
const ofCronJob: WorkloadPaths = {
  templatePath: [...jobTemplate, ...template],
  annotatedPaths: [[], jobTemplate],
  labelledPaths: [[...jobTemplate, ...template], jobTemplate],
};

const pod: WorkloadPaths = { templatePath: [], annotatedPaths: [[]], labelledPaths: [[]] };

/** API groups and paths of each kind. */
const workloads: Readonly<Record<string, { groups: readonly string[]; paths: WorkloadPaths }>> = {
  Deployment: { groups: ["apps", "extensions"], paths: templated },
  DaemonSet: { groups: ["apps", "extensions"], paths: templated },
  ReplicaSet: { groups: ["apps", "extensions"], paths: templated },
  ReplicationController: { groups: [""], paths: templated },
  StatefulSet: { groups: ["apps"], paths: templated },
  Job: { groups: ["batch"], paths: templated },
  CronJob: { groups: ["batch"], paths: ofCronJob },
  Pod: { groups: [""], paths: pod },
};

/** The kinds that get sidecars. */
export const workloadKinds: readonly string[] = Object.keys(workloads);

/** Returns the workload of a type, or undefined if its objects get no sidecar. */
export function workloadOf(apiVersion: unknown, kind: unknown): Workload | undefined {
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !Object.hasOwn(workloads, kind))
    return undefined;
  const { groups, paths } = workloads[kind]!;
  return groups.includes(groupOf(apiVersion)) ? { apiVersion, kind, ...paths } : undefined;
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
